package io.sluice.benchmarks;

import io.sluice.core.Affinity;
import io.sluice.core.linux.NativeMemory;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two threads pass a turn back and forth: one sleeps while it has none, or spins. An operation is
 * one way.
 *
 * <pre>
 * offset  size  field  written by           read by  unit
 * 128     4     turn   who has the turn     both     0 the first's, 1 the second's, 2 the end
 *
 * edge   from                     to                        so that
 * TURN   whoever has the turn:    the other: same word      nothing; a turn carries nothing
 *        word stored              read
 * </pre>
 */
final class HandoffCost implements CostLoop {
    private static final int TURNS = 64;
    private static final int TURN = 128;
    private static final int LENGTH = 256;
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int END = 2;

    private final int cpu;
    private final boolean park;
    private final ThreadUsage usage = new ThreadUsage();

    /** Of this thread and one on that CPU. */
    HandoffCost(int cpu, boolean park) {
        this.cpu = cpu;
        this.park = park;
    }

    @Override
    public CostSlice measure(long lengthNs) {
        Batches batches = new Batches();
        Second second = new Second(Thread.currentThread());
        second.start();
        second.pass(); // until it runs
        long switches = -usage.read().switches();
        while (batches.elapsedNs() < lengthNs) {
            long startNs = System.nanoTime();
            for (int i = 0; i < TURNS; i++) {
                second.pass();
            }
            batches.add(System.nanoTime() - startNs, 2 * TURNS);
        }
        switches += usage.read().switches();
        return batches.slice(switches + second.end());
    }

    /** The other thread, and what both share. */
    private final class Second extends Thread {
        private final Thread first;
        private final UnsafeBuffer shared = NativeMemory.allocate(LENGTH);
        private long switches; // by run; read after it has ended

        Second(Thread first) {
            super("second");
            this.first = first;
            setDaemon(true);
        }

        /** Gives the turn to the second and waits until it is back. */
        void pass() {
            give(SECOND, this);
            boolean unused = await(FIRST);
        }

        /** Ends it, and returns its context switches. */
        long end() {
            give(END, this);
            try {
                join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while measuring", e);
            }
            return switches;
        }

        @Override
        public void run() {
            ThreadUsage own = new ThreadUsage();
            try (Affinity pinned = Affinity.pin(cpu)) {
                switches = -own.read().switches();
                while (await(SECOND)) {
                    give(FIRST, first);
                }
                switches += own.read().switches();
            }
        }

        private void give(int turn, Thread to) {
            shared.putIntRelease(TURN, turn); // TURN
            if (park) {
                LockSupport.unpark(to);
            }
        }

        /** Whether the turn came, not the end. */
        private boolean await(int turn) {
            int now = shared.getIntAcquire(TURN); // TURN
            while (now != turn && now != END) {
                if (park) {
                    LockSupport.park(this);
                } else {
                    Thread.onSpinWait();
                }
                now = shared.getIntAcquire(TURN); // TURN
            }
            return now == turn;
        }
    }
}
