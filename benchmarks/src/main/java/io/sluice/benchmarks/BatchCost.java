package io.sluice.benchmarks;

/** A cost of one thread, measured in batches whose loop is the subclass's, compiled for it. */
abstract class BatchCost implements CostLoop {
    private final int size;
    private final ThreadUsage usage = new ThreadUsage();

    /** Of so many operations a batch. */
    BatchCost(int size) {
        this.size = size;
    }

    /** Does so many operations, in a loop of its own. */
    abstract void batch(int operations);

    @Override
    public final CostSlice measure(long lengthNs) {
        Batches batches = new Batches();
        long switches = -usage.read().switches();
        while (batches.elapsedNs() < lengthNs) {
            long startNs = System.nanoTime();
            batch(size);
            batches.add(System.nanoTime() - startNs, size);
        }
        return batches.slice(switches + usage.read().switches());
    }
}
