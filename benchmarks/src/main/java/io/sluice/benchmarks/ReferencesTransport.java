package io.sluice.benchmarks;

import io.sluice.core.AgronaAccess;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.function.IntFunction;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.SpscArrayQueue;

/**
 * Two queues between threads of one JVM, one each way, which pass references to messages.
 *
 * @param maker makes one that holds so many messages, at least
 */
record ReferencesTransport(String id, String description, IntFunction<References> maker)
        implements Transport {
    private static final BothEnds<List<References>> ENDS = new BothEnds<>();

    /** The rows of JCTools and of the JDK. */
    static List<Transport> all() {
        return List.of(
                new ReferencesTransport(
                        "jctools-spsc",
                        description("JCTools SpscArrayQueue", "", "spins"),
                        capacity -> new JctoolsReferences(new SpscArrayQueue<>(capacity))),
                new ReferencesTransport(
                        "jctools-mpsc",
                        description("JCTools MpscArrayQueue", ", one producer", "spins"),
                        capacity -> new JctoolsReferences(new MpscArrayQueue<>(capacity))),
                new ReferencesTransport(
                        "juc-abq",
                        description("ArrayBlockingQueue", "", "put and take, which sleep"),
                        capacity -> new BlockingReferences(new ArrayBlockingQueue<>(capacity))),
                new ReferencesTransport(
                        "juc-ltq",
                        description(
                                "LinkedTransferQueue",
                                ", bounded by a count of what was taken",
                                "take spins a little, then sleeps; allocates for each message"),
                        TransferReferences::new),
                new ReferencesTransport(
                        "juc-synchronous",
                        description(
                                "SynchronousQueue",
                                ", which holds none",
                                "put and take spin a little, then sleep"),
                        capacity -> new BlockingReferences(new SynchronousQueue<>())));
    }

    private static String description(String queue, String remark, String waiting) {
        return queue
                + " of references to messages, one each way"
                + remark
                + ", in one JVM; "
                + waiting;
    }

    @Override
    public boolean inProcess() {
        return true;
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        AgronaAccess.ensureOpen();
        if (side == Side.SECOND) {
            List<References> ends = ENDS.take(setup);
            return new ReferencesChannel(ends.get(1), ends.get(0), setup);
        }
        int capacity = MessagePool.capacity(setup);
        References there = maker.apply(capacity);
        References back = maker.apply(capacity);
        ENDS.leave(setup, List.of(there, back));
        return new ReferencesChannel(there, back, setup);
    }
}
