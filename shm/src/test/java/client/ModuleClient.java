package client;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import io.sluice.shm.Segment;
import io.sluice.shm.SegmentOptions;
import io.sluice.shm.SpscRing;
import org.agrona.concurrent.UnsafeBuffer;

/** A program outside the library's packages, so that it may run beside the library's modules. */
public final class ModuleClient {
    private ModuleClient() {}

    public static void main(String[] args) {
        SegmentOptions options =
                SegmentOptions.named("ModuleClient-" + ProcessHandle.current().pid());
        try (SpscRing ring = SpscRing.create(options, 1024)) {
            RingProducer producer = ring.producer();
            RingConsumer consumer = ring.consumer();
            UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
            boolean written = producer.write(1, message, 0, 8);
            int read = consumer.read((type, buffer, index, length) -> {}, 1);
            String module = SpscRing.class.getModule().getName();
            System.out.println(module + ": written " + written + ", read " + read);
        } finally {
            Segment.unlink(options);
        }
    }
}
