package io.sluice.shm;

import java.util.function.IntPredicate;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;

/** The answering end of a channel laid out as {@link RequestLayout} says. */
final class ChannelServer implements RequestServer, Waitable {
    private static final int NONE = -1;

    private final Memory memory;
    private final RequestLayout layout;
    private final String channel;
    private final MpscConsumer requests;
    private final ResponseLane[] lanes;
    private final int firstLane;
    private final int laneLength;
    private final int maxMsgLength;
    private final long life;
    private final MessageHandler onMessage = this::onMessage;

    private int acceptedLength; // the longest response taken now: none when closed
    private RequestHandler handler; // by serve
    private int served; // by onMessage, since serve began

    /**
     * For who has the server's lock.
     *
     * @param clientLives tells whether the client in a slot is alive
     * @param giveUpRole gives the lock back
     */
    ChannelServer(RequestMemory channel, IntPredicate clientLives, Runnable giveUpRole) {
        this.memory = channel.memory();
        this.layout = channel.layout();
        this.channel = channel.name();
        this.firstLane = layout.lane(1);
        this.laneLength = layout.laneLength();
        this.maxMsgLength = layout.maxResponseLength();
        this.acceptedLength = maxMsgLength;
        this.requests =
                new MpscConsumer(
                        memory,
                        layout.requestCapacity(),
                        clientLives,
                        this.channel,
                        () -> end(giveUpRole));
        this.lanes = new ResponseLane[layout.clients()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new ResponseLane(channel, i + 1, clientLives);
        }
        this.life = RequestLayout.nextLife(memory.getLongAcquire(RequestLayout.LIFE)); // LIFE
        memory.putLongRelease(RequestLayout.LIFE, life); // LIFE
    }

    private void end(Runnable giveUpRole) {
        acceptedLength = NONE;
        for (ResponseLane lane : lanes) {
            lane.producer.close();
        }
        memory.putLongRelease(RequestLayout.LIFE, life + 1); // LIFE
        giveUpRole.run();
    }

    @Override
    public int serve(RequestHandler requestHandler, int limit) {
        requests.waiting().requireOutsideHandler(); // which goes on with what is changed here
        handler = requestHandler;
        served = 0;
        requests.read(onMessage, limit);
        return served;
    }

    private void onMessage(int msgTypeId, MutableDirectBuffer buffer, int index, int length) {
        long correlation = length < RequestLayout.REQUEST_HEADER ? 0 : memory.getLong(index);
        if (!layout.isCorrelation(correlation)) {
            throw RequestLayout.corruptRequest(channel, correlation, length);
        }
        if (memory.getLong(index + RequestLayout.REQUEST_LIFE) == life) {
            served++;
            handler.onRequest(
                    msgTypeId,
                    buffer,
                    index + RequestLayout.REQUEST_HEADER,
                    length - RequestLayout.REQUEST_HEADER,
                    correlation);
        }
    }

    @Override
    public Delivery reply(
            long token, int msgTypeId, DirectBuffer srcBuffer, int offset, int length) {
        check(msgTypeId, length);
        ResponseLane lane = laneOfToken(token);
        srcBuffer.boundsCheck(offset, length);
        int index = lane.tryClaim(token, msgTypeId, length);
        if (index < 0) {
            return index == NO_ROOM ? Delivery.NO_ROOM : Delivery.CLIENT_GONE;
        }
        lane.put(index, srcBuffer, offset, length);
        lane.commit(index);
        return Delivery.SENT;
    }

    @Override
    public int tryClaim(long token, int msgTypeId, int length) {
        check(msgTypeId, length);
        ResponseLane lane = laneOfToken(token);
        int index = lane.tryClaim(token, msgTypeId, length);
        return index < 0 ? index : lane.offset + index;
    }

    @Override
    public void commit(int index) {
        ResponseLane lane = laneOfIndex(index);
        lane.commit(index - lane.offset);
    }

    @Override
    public void abort(int index) {
        ResponseLane lane = laneOfIndex(index);
        lane.abort(index - lane.offset);
    }

    private ResponseLane laneOfToken(long token) {
        if (!layout.isCorrelation(token)) {
            throw new IllegalArgumentException("token=" + token + " is no request's");
        }
        return lanes[RequestLayout.slot(token) - 1];
    }

    private ResponseLane laneOfIndex(int index) {
        int lane = (index - firstLane) / laneLength;
        if (index < firstLane || lane >= lanes.length) {
            throw new IllegalStateException("index=" + index + " is not claimed");
        }
        return lanes[lane];
    }

    private void check(int msgTypeId, int length) {
        if (length < 0 || length > acceptedLength || msgTypeId < 1) {
            throw Refusal.of(requests.waiting(), NONE, msgTypeId, length, maxMsgLength);
        }
    }

    @Override
    public boolean await(long timeoutNs) throws InterruptedException {
        return requests.await(timeoutNs);
    }

    @Override
    public boolean await(long spinNs, long timeoutNs) throws InterruptedException {
        return requests.await(spinNs, timeoutNs);
    }

    @Override
    public Waiting waiting() {
        return requests.waiting();
    }

    @Override
    public AtomicBuffer buffer() {
        return memory.buffer();
    }

    @Override
    public int maxMsgLength() {
        return maxMsgLength;
    }

    @Override
    public void close() {
        requests.close();
    }
}
