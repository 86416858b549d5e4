package io.sluice.benchmarks;

import java.io.IOException;
import org.agrona.concurrent.AtomicBuffer;

/**
 * How many messages all readers of a fan-out have taken, told to the sender.
 *
 * <pre>
 * offset  size  field  written by  read by  unit
 * 0       8     taken  receiver    sender   messages, only grows
 *
 * edge   from                            to                              so that
 * TAKEN  receiver: message read, taken   sender: taken, message written  none is overwritten
 * </pre>
 */
record FanOutCount(AtomicBuffer memory) {
    private static final int TAKEN = 0;

    static FanOutCount map(Side side, Setup setup) throws IOException {
        return new FanOutCount(
                MappedFile.map(side, setup.directory().resolve("taken"), Long.BYTES));
    }

    void set(long taken) {
        memory.putLongOrdered(TAKEN, taken); // TAKEN
    }

    long get() {
        return memory.getLongVolatile(TAKEN); // TAKEN
    }
}
