package client;

import io.sluice.shm.ChronicleBytes;
import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import io.sluice.shm.Segment;
import io.sluice.shm.SegmentOptions;
import io.sluice.shm.SpscRing;
import net.openhft.chronicle.bytes.Bytes;

/** A program that passes a message as Chronicle's Bytes, and uses them when they are over. */
public final class ChronicleClient {
    private ChronicleClient() {}

    public static void main(String[] args) {
        SegmentOptions options =
                SegmentOptions.named("ChronicleClient-" + ProcessHandle.current().pid());
        try (SpscRing ring = SpscRing.create(options, 1024)) {
            RingProducer producer = ring.producer();
            RingConsumer consumer = ring.consumer();
            ChronicleBytes messages = ChronicleBytes.of(producer);
            Bytes<?>[] seen = new Bytes<?>[1];
            boolean written = messages.write(1, 64, bytes -> bytes.writeUtf8("hello"));
            int read =
                    consumer.read(
                            ChronicleBytes.handler(
                                    (type, bytes) -> {
                                        seen[0] = bytes;
                                        System.out.println("read " + bytes.readUtf8());
                                    }),
                            1);
            System.out.println("written " + written + ", read " + read);
            ring.close();
            System.out.println("afterwards " + seen[0].readLong(0));
        } catch (java.nio.BufferUnderflowException e) {
            System.out.println("afterwards an exception");
        } finally {
            Segment.unlink(options);
        }
    }
}
