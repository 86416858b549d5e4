package io.sluice.examples;

import io.sluice.shm.MpscRing;
import io.sluice.shm.RingProducer;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One of many senders of messages to {@link MpscReceiver}.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.MpscSender 1000000 1
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.MpscSender 1000000 2
 * }</pre>
 *
 * <p>Start as many as you like, before or after the receiver. Kill one at any moment: neither the
 * receiver nor the other senders are held up.
 */
public final class MpscSender {
    private MpscSender() {}

    /** Sends as many messages as the first argument says, of the type that the second says. */
    public static void main(String[] args) {
        long messages = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        int sender = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        try (MpscRing ring = MpscRing.createOrOpen("sluice-mpsc-example", 1 << 16);
                RingProducer producer = ring.producer()) { // one for each thread that sends
            System.out.println("sender " + sender + " of " + ring);
            // Outside the heap, and after the ring: a ring opens Agrona's packages.
            UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));
            for (long i = 1; i <= messages; i++) {
                message.putLong(0, i);
                while (!producer.write(sender, message, 0, Long.BYTES)) {
                    Thread.onSpinWait(); // the ring is full
                }
            }
        }
        System.out.println("sender " + sender + " sent " + messages + " messages");
    }
}
