package io.sluice.shm;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The ends of an {@link MpscRing}, for any number of writing threads: each has a producer, and one
 * more for each claim that it holds while it writes or claims on.
 */
final class MpscEnds extends RingEnds {
    private final MpscRing ring;
    private final MpscClaims claims; // guarded by this; only looks, and pads
    private final IntPredicate isDead;
    private final List<Writer> writers = new ArrayList<>(); // guarded by this

    // Weak: a thread that outlives the ring shall not keep its memory.
    @SuppressWarnings("ThreadLocalUsage") // a thread may write to many rings
    private final ThreadLocal<WeakReference<Writer>> own = new ThreadLocal<>();

    private static final class Writer {
        private final Thread thread;
        private final List<MpscProducer> producers = new ArrayList<>(1); // by the thread

        Writer(Thread thread) {
            this.thread = thread;
        }
    }

    MpscEnds(MpscRing ring) {
        super(ring.buffer(), ring.capacity(), MpscLayout.maxMsgLength(ring.capacity()));
        this.ring = ring;
        this.claims = new MpscClaims(new Memory(buffer), capacity, 0, ring.toString());
        this.isDead = slot -> !ring.lives(slot);
    }

    @Override
    RingProducer producer() {
        Writer writer = writer();
        if (writer != null) {
            List<MpscProducer> producers = writer.producers;
            for (int i = 0; i < producers.size(); i++) {
                if (!producers.get(i).hasClaim()) {
                    return producers.get(i);
                }
            }
        }
        return takeProducer(writer);
    }

    @Override
    RingProducer claimant(int index) {
        Writer writer = writer();
        if (writer != null) {
            List<MpscProducer> producers = writer.producers;
            for (int i = 0; i < producers.size(); i++) {
                if (producers.get(i).hasClaim(index)) {
                    return producers.get(i);
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
        MpscProducer producer = (MpscProducer) ring.producer();
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
                iterator.remove();
                for (MpscProducer producer : writer.producers) {
                    claimed |= producer.hasClaim();
                    producer.close();
                }
            }
        }
        return claimed;
    }

    @Override
    RecordConsumer takeConsumer() {
        return (RecordConsumer) ring.consumer();
    }

    /** tail is a hint; the claims say. */
    @Override
    synchronized long producerPosition() {
        return claims.end();
    }

    @Override
    synchronized boolean unblock() {
        boolean claimed = closeThoseOfEndedThreads();
        return claims.pad(isDead) || claimed;
    }
}
