package io.sluice.futex;

import org.agrona.concurrent.AtomicBuffer;

/** By an event count for each end, of slots that a mutex guards for a moment. */
record EventHandOver(Mutex mutex, EventCount taken, EventCount added, Slots slots)
        implements HandOver {
    static HandOver on(AtomicBuffer memory) {
        return new EventHandOver(
                new Mutex(memory, 0),
                new EventCount(memory, 256),
                new EventCount(memory, 320),
                new Slots(memory, 512));
    }

    @Override
    public boolean put(long message, long timeoutNs) throws InterruptedException {
        long deadlineNs = Futex.deadlineIn(timeoutNs);
        boolean inTime = true;
        while (!tryAdd(message)) {
            if (!inTime) {
                return false;
            }
            int ticket = taken.prepare();
            if (tryAdd(message)) {
                break;
            }
            inTime = taken.await(ticket, deadlineNs);
        }
        added.signal();
        return true;
    }

    @Override
    public long take(long timeoutNs) throws InterruptedException {
        long deadlineNs = Futex.deadlineIn(timeoutNs);
        boolean inTime = true;
        long message = tryRemove();
        while (message == NONE && inTime) {
            int ticket = added.prepare();
            message = tryRemove();
            if (message == NONE) {
                inTime = added.await(ticket, deadlineNs);
                message = tryRemove();
            }
        }
        if (message != NONE) {
            taken.signal();
        }
        return message;
    }

    private boolean tryAdd(long message) {
        mutex.lock();
        try {
            boolean hasRoom = slots.size() < CAPACITY;
            if (hasRoom) {
                slots.add(message);
            }
            return hasRoom;
        } finally {
            mutex.unlock();
        }
    }

    private long tryRemove() {
        mutex.lock();
        try {
            return slots.size() == 0 ? NONE : slots.remove();
        } finally {
            mutex.unlock();
        }
    }
}
