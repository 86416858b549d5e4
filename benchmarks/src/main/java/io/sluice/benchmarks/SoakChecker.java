package io.sluice.benchmarks;

import io.sluice.shm.BroadcastConsumer;
import io.sluice.shm.RingConsumer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;

/** Checks every byte of every message a consumer is given, and then their order. */
final class SoakChecker implements MessageHandler {
    private final SoakOrder order;
    private final SoakNotes notes;
    private final int slot;
    private final BroadcastConsumer lossy; // or null
    private long lost; // of this consumer's, as noted

    SoakChecker(SoakOrder order, SoakNotes notes, int slot, RingConsumer consumer) {
        this.order = order;
        this.notes = notes;
        this.slot = slot;
        this.lossy = consumer instanceof BroadcastConsumer broadcast ? broadcast : null;
    }

    @Override
    public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        SoakMessage message = SoakMessage.at(buffer, index, length);
        if (type != SoakMessage.TYPE || length != message.length()) {
            throw new SoakFault(
                    "altered: type %d and length %d instead of %d and %d, of what says it is %s"
                            .formatted(type, length, SoakMessage.TYPE, message.length(), message));
        }
        int altered = message.firstAltered(buffer, index);
        if (altered >= 0) {
            throw new SoakFault(
                    "altered: byte %d of %d bytes of what says it is %s is %d"
                            .formatted(altered, length, message, buffer.getByte(index + altered)));
        }
        long skipped = lossy == null ? 0 : lossy.lost() - lost;
        lost += skipped;
        order.check(message, skipped);
        if (skipped > 0) {
            notes.lost(slot, skipped);
        }
        notes.count(slot, 1);
    }
}
