package io.sluice.benchmarks;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.broadcast.BroadcastReceiver;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;
import org.agrona.concurrent.broadcast.CopyBroadcastReceiver;
import org.agrona.concurrent.broadcast.RecordDescriptor;

/** Two of Agrona's broadcasts, one each way. */
final class AgronaBroadcastChannel extends BroadcastChannel {
    private final BroadcastTransmitter out;
    private final CopyBroadcastReceiver in;

    AgronaBroadcastChannel(AtomicBuffer out, AtomicBuffer in, Setup setup) {
        super(setup, recordLength(setup));
        this.out = new BroadcastTransmitter(out);
        this.in = new CopyBroadcastReceiver(new BroadcastReceiver(in), setup.payload());
    }

    /** How many messages may be on their way. */
    static int window(Setup setup) {
        return window(setup, recordLength(setup));
    }

    private static int recordLength(Setup setup) {
        return BitUtil.align(
                RecordDescriptor.HEADER_LENGTH + setup.payload(),
                RecordDescriptor.RECORD_ALIGNMENT);
    }

    @Override
    void transmit(int type, DirectBuffer buffer, int index, int length) {
        out.transmit(type, buffer, index, length);
    }

    /** Passes up to {@code limit} messages that are there to the handler. */
    @CanIgnoreReturnValue
    static int read(CopyBroadcastReceiver in, MessageHandler handler, int limit) {
        int messages = 0;
        while (messages < limit && in.receive(handler) != 0) {
            messages++;
        }
        return messages;
    }

    @Override
    void read(int limit) {
        read(in, this, limit);
    }

    @Override
    public void close() {}
}
