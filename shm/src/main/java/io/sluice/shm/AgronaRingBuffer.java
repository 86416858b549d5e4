package io.sluice.shm;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * A ring as Agrona's {@link RingBuffer}, for code that knows only that.
 *
 * <pre>{@code
 * RingBuffer toDriver = AgronaRingBuffer.of(MpscRing.createOrOpen("to-driver", 1 << 20));
 * }</pre>
 *
 * <p>The first write or claim takes the writing end, the first read the reading end; either throws
 * SegmentException where others have it. So a process that only writes is no consumer. Closing the
 * ring gives the ends up. To an {@link MpscRing} any number of threads write, as to Agrona's
 * ManyToOneRingBuffer; to a {@link FanInRing} as many as it has lanes; to an {@link SpscRing} one
 * thread at a time. One thread at a time reads. Everything else any thread may call.
 *
 * <p>Where this differs from Agrona's rings:
 *
 * <ul>
 *   <li>The thread that claimed commits or aborts. While a claim of an SpscRing is open, writing
 *       and claiming throw IllegalStateException; of a FanInRing so they do in the thread that has
 *       the claim, and nobody else is held up.
 *   <li>A thread that writes to an MpscRing takes one of its {@value MpscLayout#MAX_PRODUCERS}
 *       producers, and one more for each further claim that it holds at once; one that writes to a
 *       FanInRing takes a lane. They are given up when it has ended, as soon as another thread
 *       needs one, or by {@link #unblock}. A thread for which none is left gets SegmentException.
 *   <li>The messages of a FanInRing keep the order of each thread, and none between threads. Its
 *       capacity, its positions and its size are sums over its lanes, so that it may be full for
 *       one thread and not for another, and a position tells how much, not which messages.
 *   <li>A producer whose process dies blocks nobody for longer than {@link MpscRing} says; {@link
 *       #unblock} is not needed for that, and by it nobody who lives is ever passed.
 *   <li>Messages do not end at the buffer's end, so that no position is spent on padding there.
 *   <li>{@link #consumerPosition} is exact after a read that came to the end of the messages; after
 *       one that its limit ended it may be up to an eighth of the ring behind.
 *   <li>{@link #producerPosition} of an SpscRing or a FanInRing does not count an open claim.
 *       Finding it, and {@link #size}, takes a look at each record that is not yet read.
 *   <li>{@link #buffer} is the whole segment. There is no trailer at its end.
 * </ul>
 */
public final class AgronaRingBuffer implements RingBuffer {
    private final RingEnds ends;
    private final AtomicBuffer buffer;

    private ReleasingConsumer consumer; // by consumer: the reading thread
    private volatile boolean unblocked; // by unblock, consumer

    private AgronaRingBuffer(RingEnds ends) {
        this.ends = ends;
        this.buffer = ends.buffer;
    }

    /** A ring for one writing thread. */
    public static AgronaRingBuffer of(SpscRing ring) {
        return new AgronaRingBuffer(new SpscEnds(ring));
    }

    /** A ring for many writing threads. */
    public static AgronaRingBuffer of(MpscRing ring) {
        return new AgronaRingBuffer(new MpscEnds(ring));
    }

    /** A ring for as many writing threads, in all processes together, as it has lanes. */
    public static AgronaRingBuffer of(FanInRing ring) {
        return new AgronaRingBuffer(new FanInEnds(ring));
    }

    /** Of a {@link FanInRing} that of all lanes together, an equal share for each. */
    @Override
    public int capacity() {
        return ends.capacity;
    }

    @Override
    public boolean write(int msgTypeId, DirectBuffer srcBuffer, int offset, int length) {
        return ends.producer().write(msgTypeId, srcBuffer, offset, length);
    }

    @Override
    public int tryClaim(int msgTypeId, int length) {
        RingProducer producer = ends.producer();
        int index = producer.tryClaim(msgTypeId, length);
        return index < 0 ? index : ends.start(producer) + index;
    }

    @Override
    public void commit(int index) {
        requireInBounds(index);
        RingProducer producer = ends.claimant(index);
        producer.commit(index - ends.start(producer));
    }

    @Override
    public void abort(int index) {
        requireInBounds(index);
        RingProducer producer = ends.claimant(index);
        producer.abort(index - ends.start(producer));
    }

    @Override
    public int read(MessageHandler handler) {
        return read(handler, Integer.MAX_VALUE);
    }

    @Override
    public int read(MessageHandler handler, int messageCountLimit) {
        if (messageCountLimit < 1) {
            return 0;
        }
        ReleasingConsumer end = consumer();
        int messages = end.read(handler, messageCountLimit);
        if (messages < messageCountLimit) {
            end.release();
        }
        return messages;
    }

    @Override
    public int controlledRead(ControlledMessageHandler handler) {
        return controlledRead(handler, Integer.MAX_VALUE);
    }

    @Override
    public int controlledRead(ControlledMessageHandler handler, int messageCountLimit) {
        if (messageCountLimit < 1) {
            return 0;
        }
        ReleasingConsumer end = consumer();
        int messages = end.controlledRead(handler, messageCountLimit);
        if (messages < messageCountLimit) {
            end.release();
        }
        return messages;
    }

    private ReleasingConsumer consumer() {
        if (consumer == null) {
            consumer = ends.takeConsumer();
        }
        if (unblocked) {
            unblocked = false;
            passUnblocked();
        }
        return consumer;
    }

    /**
     * A read looks for what was padded only now and then; after unblock it is known to be there.
     */
    private void passUnblocked() {
        consumer.waiting().requireOpen();
        consumer.waiting().requireOutsideHandler();
        boolean unused = consumer.isReadyAfterAll();
    }

    /** About an eighth of the capacity; of a {@link FanInRing} of a lane's. */
    @Override
    public int maxMsgLength() {
        return ends.maxMsgLength;
    }

    /** The next of the numbers that this ring gives out, to all processes together, from 0 on. */
    @Override
    public long nextCorrelationId() {
        return buffer.getAndAddLong(SpscLayout.CORRELATION, 1); // TICKET
    }

    @Override
    public AtomicBuffer buffer() {
        return buffer;
    }

    @Override
    public void consumerHeartbeatTime(long time) {
        buffer.putLongRelease(SpscLayout.HEARTBEAT, time); // BEAT
    }

    /** The consumer's last; 0 if it never set one. Who lives is better asked of the ring. */
    @Override
    public long consumerHeartbeatTime() {
        return buffer.getLongAcquire(SpscLayout.HEARTBEAT); // BEAT
    }

    @Override
    public long producerPosition() {
        return ends.producerPosition();
    }

    @Override
    public long consumerPosition() {
        return ends.consumerPosition();
    }

    /**
     * From 0 to the capacity: {@link #producerPosition} less {@link #consumerPosition} of one
     * moment, which for each lane of a {@link FanInRing} may be another.
     */
    @Override
    public int size() {
        return (int) Math.max(0, Math.min(ends.size(), ends.capacity));
    }

    /**
     * Passes the claims of producers that are known to be dead: their process has died, by the
     * kernel's word, or their thread of this object has ended. Time proves nothing.
     *
     * @return whether there was such a claim; of an {@link SpscRing} there never is, and of a
     *     {@link FanInRing} only one of an ended thread's, which held nobody up: its lane is free
     *     again
     */
    @Override
    public boolean unblock() {
        boolean passed = ends.unblock();
        if (passed) {
            unblocked = true;
        }
        return passed;
    }

    private void requireInBounds(int index) {
        if (index < 0 || index >= buffer.capacity()) {
            throw new IllegalArgumentException(
                    "index=" + index + " is not in a buffer of " + buffer.capacity() + " bytes");
        }
    }
}
