package io.sluice.futex;

import org.agrona.concurrent.AtomicBuffer;

/** The owner has yet to count it down. */
final class OwnedLatch extends Owned {
    private final Latch latch = new Latch(memory, 0, 1);

    OwnedLatch(AtomicBuffer memory) {
        super(memory);
    }

    @Override
    void reset() {
        super.reset();
        Latch unused = new Latch(memory, 0, 1);
    }

    @Override
    void own() {}

    @Override
    void giveUp() {
        latch.countDown();
    }

    @Override
    void await(boolean interruptibly) throws InterruptedException {
        latch.await();
    }

    @Override
    boolean tryOwn() {
        return false;
    }

    @Override
    boolean isOwned() {
        return latch.getCount() != 0;
    }
}
