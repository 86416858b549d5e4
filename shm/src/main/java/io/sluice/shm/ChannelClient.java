package io.sluice.shm;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;

/** An asking end of a channel laid out as {@link RequestLayout} says. */
final class ChannelClient implements RequestClient, Waitable {
    /** How long a call waits before it asks whether the server lives. */
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int NONE = -1;

    private final Memory memory;
    private final Memory lane;
    private final int slot;
    private final MpscProducer requests;
    private final ResponseConsumer responses;
    private final BooleanSupplier serverLives;
    private final int maxMsgLength;
    private final MessageHandler onAnswer = this::onAnswer;
    private final MessageHandler onResponse = this::onResponse;

    private int acceptedLength; // the longest request taken now: none when closed
    private long count; // by send: as in the lane
    private long first; // by call: the first correlation that is not given up
    private long life; // by send: of the last request
    private long firstOfLife; // by send: the first correlation sent to that life
    private long deadLife; // by isServerGone: a life whose server is known to be dead
    private MessageHandler answerHandler; // by call
    private ResponseHandler responseHandler; // by poll

    /**
     * For who has reserved the slot.
     *
     * @param serverLives tells whether there is a server alive
     * @param giveUpSlot gives the slot back
     */
    ChannelClient(
            RequestMemory channel, int slot, BooleanSupplier serverLives, Runnable giveUpSlot) {
        RequestLayout layout = channel.layout();
        this.memory = channel.memory();
        this.lane = channel.lane(slot);
        this.slot = slot;
        this.serverLives = serverLives;
        this.maxMsgLength = layout.maxRequestLength();
        this.acceptedLength = maxMsgLength;
        this.requests =
                new MpscProducer(
                        memory, layout.requestCapacity(), slot, channel.name(), giveUpSlot);
        this.responses = new ResponseConsumer(channel, slot);
        this.count = lane.getLongOpaque(RequestLayout.LANE_COUNT); // COUNT
        if (count < 0 || count > RequestLayout.MAX_COUNT) {
            throw RequestLayout.corruptCount(channel.name(), slot, count);
        }
        giveUpSent();
        responses.passBy();
        this.life = memory.getLongAcquire(RequestLayout.LIFE); // LIFE
        boolean unused = RequestLayout.isLife(life) && isServerGone();
    }

    @Override
    public Outcome call(
            int msgTypeId,
            DirectBuffer srcBuffer,
            int offset,
            int length,
            MessageHandler handler,
            long timeoutNs)
            throws InterruptedException {
        responses.waiting().requireOutsideHandler();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long correlation = send(msgTypeId, srcBuffer, offset, length);
        if (correlation < 0) {
            return correlation == NO_ROOM ? Outcome.NO_ROOM : Outcome.NO_SERVER;
        }
        answerHandler = handler;
        responses.want(correlation, correlation);
        try {
            return awaitAnswer(timeoutNs);
        } finally {
            first = correlation + RequestLayout.STEP;
            responses.want(first, RequestLayout.correlation(count, slot));
        }
    }

    private Outcome awaitAnswer(long timeoutNs) throws InterruptedException {
        long startNs = System.nanoTime();
        long spinNs = Waiting.SPIN_NS;
        long leftNs = timeoutNs;
        while (true) {
            if (responses.await(spinNs, Math.min(leftNs, SLICE_NS))) {
                responses.read(onAnswer, 1);
                return Outcome.ANSWERED;
            }
            if (isServerGone()) {
                return responses.read(onAnswer, 1) == 1 // LIFE
                        ? Outcome.ANSWERED
                        : Outcome.SERVER_DIED;
            }
            leftNs = timeoutNs - (System.nanoTime() - startNs);
            if (leftNs <= 0) {
                return Outcome.TIMED_OUT;
            }
            spinNs = 0;
        }
    }

    @Override
    public long send(int msgTypeId, DirectBuffer srcBuffer, int offset, int length) {
        if (length < 0 || length > acceptedLength || msgTypeId < 1) {
            throw Refusal.of(responses.waiting(), NONE, msgTypeId, length, maxMsgLength);
        }
        srcBuffer.boundsCheck(offset, length);
        long lifeNow = memory.getLongAcquire(RequestLayout.LIFE); // LIFE
        if (!RequestLayout.isLife(lifeNow) || lifeNow == deadLife) {
            return NO_SERVER;
        }
        int index = requests.tryClaim(msgTypeId, length + RequestLayout.REQUEST_HEADER);
        if (index < 0) {
            return NO_ROOM;
        }
        long correlation = nextCorrelation(lifeNow);
        memory.putLong(index, correlation);
        memory.putLong(index + RequestLayout.REQUEST_LIFE, lifeNow);
        memory.putBytes(index + RequestLayout.REQUEST_HEADER, srcBuffer, offset, length);
        requests.commit(index);
        return correlation;
    }

    private long nextCorrelation(long lifeNow) {
        count++;
        lane.putLongOpaque(RequestLayout.LANE_COUNT, count); // COUNT
        long correlation = RequestLayout.correlation(count, slot);
        if (lifeNow != life) {
            life = lifeNow;
            firstOfLife = correlation;
        }
        responses.want(first, correlation);
        return correlation;
    }

    /** What was sent so far, by whomever, is answered to nobody. */
    private void giveUpSent() {
        first = RequestLayout.correlation(count + 1, slot);
        lane.putLongRelease(RequestLayout.LANE_FROM, first); // FROM
        responses.want(first, first - RequestLayout.STEP);
    }

    @Override
    public int poll(ResponseHandler handler, int limit) {
        responses.waiting().requireOutsideHandler(); // which goes on with what is changed here
        responseHandler = handler;
        return responses.read(onResponse, limit);
    }

    private void onAnswer(int msgTypeId, MutableDirectBuffer buffer, int index, int length) {
        int header = RequestLayout.RESPONSE_HEADER;
        answerHandler.onMessage(msgTypeId, buffer, index + header, length - header);
    }

    private void onResponse(int msgTypeId, MutableDirectBuffer buffer, int index, int length) {
        int header = RequestLayout.RESPONSE_HEADER;
        long correlation = lane.getLong(index);
        responseHandler.onResponse(msgTypeId, buffer, index + header, length - header, correlation);
    }

    @Override
    public boolean isLost(long correlation) {
        responses.waiting().requireOpen();
        return correlation < firstOfLife || isServerGone();
    }

    /** Whether the server of the last request is dead or has left. */
    private boolean isServerGone() {
        if (memory.getLongAcquire(RequestLayout.LIFE) != life) { // LIFE
            return true;
        }
        if (serverLives.getAsBoolean()) {
            return false;
        }
        deadLife = life;
        return true;
    }

    @Override
    public boolean awaitRoom(int length, long timeoutNs) throws InterruptedException {
        if (length < 0 || length > acceptedLength) {
            throw Refusal.of(responses.waiting(), NONE, 1, length, maxMsgLength);
        }
        return requests.awaitRoom(length + RequestLayout.REQUEST_HEADER, timeoutNs);
    }

    @Override
    public boolean await(long timeoutNs) throws InterruptedException {
        return responses.await(timeoutNs);
    }

    @Override
    public boolean await(long spinNs, long timeoutNs) throws InterruptedException {
        return responses.await(spinNs, timeoutNs);
    }

    @Override
    public Waiting waiting() {
        return responses.waiting();
    }

    @Override
    public int maxMsgLength() {
        return maxMsgLength;
    }

    boolean isClosed() {
        return responses.waiting().isClosed();
    }

    @Override
    public synchronized void close() {
        if (isClosed()) {
            return;
        }
        responses.close(); // first: inside a handler it refuses, and nothing is closed
        acceptedLength = NONE;
        try {
            giveUpSent();
        } finally {
            requests.close();
        }
    }
}
