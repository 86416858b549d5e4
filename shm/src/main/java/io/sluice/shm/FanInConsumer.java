package io.sluice.shm;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;

/** The reading end of a ring laid out as {@link FanInLayout} says: it goes round the lanes. */
final class FanInConsumer implements ReleasingConsumer {
    /**
     * The most messages of a lane read in one turn. A turn costs about what a message costs, and
     * the last lane waits for a turn of all others.
     */
    static final int MESSAGES_PER_TURN = 16;

    private final FanInLanes lanes;
    private final LaneConsumer[] consumers; // by look: of lanes in use, null behind them
    private final Runnable giveUpRole;
    private final Waiting waiting;
    private final int messagesPerLane; // at most
    private final Listener listener = new Listener();

    private int used; // by look: lanes in use
    private int next; // by turn: the lane whose turn is next

    FanInConsumer(FanInLanes lanes, Runnable giveUpRole) {
        this.lanes = lanes;
        this.consumers = new LaneConsumer[lanes.count()];
        this.giveUpRole = giveUpRole;
        this.waiting = new Waiting("the consumer of " + lanes, this, lanes.onMessages());
        this.messagesPerLane = lanes.capacity() / SpscLayout.ALIGNMENT;
        look();
    }

    @Override
    public int read(MessageHandler handler, int limit) {
        check(limit);
        int messages = 0;
        int drained = 0; // lanes one after the other that had less than was asked of them
        waiting.startReading();
        try {
            look();
            int end = endOfRead(limit);
            while (drained < used && messages < end) {
                int most = Math.min(MESSAGES_PER_TURN, end - messages);
                int read = turn().read(handler, most);
                messages += read;
                drained = read < most ? drained + 1 : 0;
            }
        } finally {
            waiting.endReading();
        }
        return messages;
    }

    @Override
    public int controlledRead(ControlledMessageHandler handler, int limit) {
        check(limit);
        int messages = 0;
        int drained = 0;
        waiting.startReading();
        try {
            look();
            listener.listenTo(handler);
            int end = endOfRead(limit);
            while (drained < used && messages < end && !listener.hasStopped()) {
                int most = Math.min(MESSAGES_PER_TURN, end - messages);
                int read = turn().controlledRead(listener, most);
                messages += read;
                drained = read < most ? drained + 1 : 0;
            }
        } finally {
            waiting.endReading();
        }
        return messages;
    }

    @Override
    public boolean await(long timeoutNs) throws InterruptedException {
        return waiting.await(Waiting.SPIN_NS, timeoutNs);
    }

    @Override
    public boolean await(long spinNs, long timeoutNs) throws InterruptedException {
        return waiting.await(spinNs, timeoutNs);
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }

    @Override
    public boolean isReady() {
        look();
        for (int lane = 0; lane < used; lane++) {
            if (consumers[lane].isReady()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void rest() {
        release();
    }

    @Override
    public boolean isReadyAfterAll() {
        look();
        for (int lane = 0; lane < used; lane++) {
            if (consumers[lane].isReadyAfterAll()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public synchronized void close() {
        waiting.requireOutsideHandler();
        if (waiting.isClosed()) {
            return;
        }
        // An await in another thread must store nothing once the next consumer has the role.
        waiting.close();
        try {
            release();
        } finally {
            giveUpRole.run();
        }
    }

    private static void check(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit=" + limit + " is less than 1");
        }
    }

    /** No more messages than the lanes hold if all are empty, or producers could keep us here. */
    private int endOfRead(int limit) {
        return Math.min(limit, used * messagesPerLane);
    }

    /** Looks whether further lanes have come into use. */
    private void look() {
        int found = lanes.used(used);
        while (used < found) {
            consumers[used] = lanes.consumer(used);
            used++;
        }
    }

    /** The lane whose turn it is. However its turn ends, the next is another's. */
    private LaneConsumer turn() {
        int lane = next < used ? next : 0;
        next = lane + 1;
        return consumers[lane];
    }

    @Override
    public void release() {
        for (int lane = 0; lane < used; lane++) {
            consumers[lane].release();
        }
    }

    /** A caller's handler, between it and the lanes: what it says may concern all of them. */
    private final class Listener implements ControlledMessageHandler {
        private ControlledMessageHandler handler; // by listenTo
        private Action said; // by onMessage, at last

        void listenTo(ControlledMessageHandler other) {
            handler = other;
            said = Action.CONTINUE;
        }

        boolean hasStopped() {
            return said == Action.BREAK || said == Action.ABORT;
        }

        @Override
        public Action onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
            said = handler.onMessage(type, buffer, index, length);
            if (said == Action.COMMIT) {
                release();
            }
            return said;
        }
    }
}
