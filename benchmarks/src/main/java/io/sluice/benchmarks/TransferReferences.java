package io.sluice.benchmarks;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A {@link LinkedTransferQueue}, which has no bound of its own: it would take all memory, and hand
 * out messages that are filled again. So the receiver counts what it took, and the sender looks at
 * the count when it has sent as many as there is room for since it last looked.
 *
 * <pre>
 * edge   from                              to                        so that
 * TAKEN  receiver: message read, count     sender: count, refilled   none is overwritten
 * </pre>
 */
final class TransferReferences implements References {
    private final LinkedTransferQueue<UnsafeBuffer> queue = new LinkedTransferQueue<>();
    private final int capacity;
    private final AtomicLong taken = new AtomicLong();
    private long takenHere; // by the receiver
    private long sent; // by the sender
    private long limit; // by the sender

    TransferReferences(int capacity) {
        this.capacity = capacity;
        this.limit = capacity;
    }

    @Override
    public void put(UnsafeBuffer message) {
        while (sent == limit) {
            Thread.onSpinWait();
            limit = taken.getAcquire() + capacity; // TAKEN
        }
        sent++;
        queue.put(message);
    }

    @Override
    public UnsafeBuffer take() throws InterruptedException {
        UnsafeBuffer message = queue.take();
        taken.setRelease(takenHere++); // TAKEN: those before this one have been read
        return message;
    }

    @Override
    public UnsafeBuffer poll() {
        UnsafeBuffer message = queue.poll();
        if (message != null) {
            taken.setRelease(takenHere++); // TAKEN: those before this one have been read
        }
        return message;
    }
}
