package io.sluice.futex;

import org.agrona.concurrent.AtomicBuffer;

/** The owner has yet to do what is awaited, and to signal it. */
final class OwnedEvent extends Owned {
    private final EventCount events = new EventCount(memory, 0);

    OwnedEvent(AtomicBuffer memory) {
        super(memory);
    }

    @Override
    void own() {}

    @Override
    void giveUp() {
        memory.putIntVolatile(AWAITED, 1);
        events.signal();
    }

    /** Who is through signals the next. */
    @Override
    void await(boolean interruptibly) throws InterruptedException {
        while (isOwned()) {
            int ticket = events.prepare();
            if (isOwned()) {
                if (interruptibly) {
                    events.await(ticket);
                } else {
                    events.awaitUninterruptibly(ticket);
                }
            }
        }
        events.signal();
    }

    @Override
    boolean tryOwn() {
        return false;
    }

    @Override
    boolean isOwned() {
        return memory.getIntVolatile(AWAITED) == 0;
    }
}
