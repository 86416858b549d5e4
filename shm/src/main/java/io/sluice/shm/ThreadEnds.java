package io.sluice.shm;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The ends of a ring of many producers, for any number of writing threads: each has one of its own,
 * or more where the ring lets it, until it has ended.
 */
abstract class ThreadEnds extends RingEnds {
    private final List<Writer> writers = new ArrayList<>(); // guarded by this

    // Weak: a thread that outlives the ring shall not keep its memory.
    @SuppressWarnings("ThreadLocalUsage") // a thread may write to many rings
    private final ThreadLocal<WeakReference<Writer>> own = new ThreadLocal<>();

    private static final class Writer {
        private final Thread thread;
        private final List<RecordProducer> producers = new ArrayList<>(1); // by the thread

        Writer(Thread thread) {
            this.thread = thread;
        }
    }

    ThreadEnds(AtomicBuffer buffer, int capacity, int maxMsgLength) {
        super(buffer, capacity, maxMsgLength);
    }

    /** Takes a writing end of the ring. */
    abstract RecordProducer takeProducer();

    /** Whether a thread takes another end to write on while this one of its has a claim. */
    abstract boolean passesOpenClaims();

    @Override
    final RingProducer producer() {
        Writer writer = writer();
        if (writer != null) {
            List<RecordProducer> producers = writer.producers;
            for (int i = 0; i < producers.size(); i++) {
                RecordProducer producer = producers.get(i);
                if (!producer.hasClaim() || !passesOpenClaims()) {
                    return producer;
                }
            }
        }
        return takeProducer(writer);
    }

    @Override
    final RingProducer claimant(int index) {
        Writer writer = writer();
        if (writer != null) {
            List<RecordProducer> producers = writer.producers;
            for (int i = 0; i < producers.size(); i++) {
                RecordProducer producer = producers.get(i);
                if (producer.hasClaim() && start(producer) + producer.claim() == index) {
                    return producer;
                }
            }
        }
        throw Refusal.ofEnd(index, Refusal.NONE);
    }

    private Writer writer() {
        WeakReference<Writer> reference = own.get();
        return reference == null ? null : reference.get();
    }

    /** Takes one more for the calling thread, whose writer may be unknown yet. */
    private synchronized RingProducer takeProducer(Writer known) {
        boolean unused = closeThoseOfEndedThreads();
        RecordProducer producer = takeProducer();
        Writer writer = known;
        if (writer == null) {
            writer = new Writer(Thread.currentThread());
            writers.add(writer);
            own.set(new WeakReference<>(writer));
        }
        writer.producers.add(producer);
        return producer;
    }

    /**
     * A thread that has ended will not end its claims. All it did happens before it is found to
     * have ended. Returns whether one had a claim.
     */
    private boolean closeThoseOfEndedThreads() {
        boolean claimed = false;
        for (Iterator<Writer> iterator = writers.iterator(); iterator.hasNext(); ) {
            Writer writer = iterator.next();
            if (!writer.thread.isAlive()) {
                for (RecordProducer producer : writer.producers) {
                    claimed |= producer.hasClaim();
                    producer.close();
                }
                iterator.remove();
            }
        }
        return claimed;
    }

    @Override
    synchronized boolean unblock() {
        return closeThoseOfEndedThreads();
    }
}
