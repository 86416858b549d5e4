package io.sluice.benchmarks;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.broadcast.BroadcastReceiver;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;
import org.agrona.concurrent.broadcast.CopyBroadcastReceiver;
import org.agrona.concurrent.broadcast.RecordDescriptor;

/** Two of Agrona's broadcasts, one each way. */
final class AgronaBroadcastChannel extends BroadcastChannel {
    private final BroadcastTransmitter out;
    private final CopyBroadcastReceiver in;

    AgronaBroadcastChannel(AtomicBuffer out, AtomicBuffer in, Setup setup) {
        super(setup, recordLength(setup.payload()));
        this.out = new BroadcastTransmitter(out);
        this.in = new CopyBroadcastReceiver(new BroadcastReceiver(in), setup.payload());
    }

    private static int recordLength(int payload) {
        return BitUtil.align(
                RecordDescriptor.HEADER_LENGTH + payload, RecordDescriptor.RECORD_ALIGNMENT);
    }

    @Override
    void transmit(int type, DirectBuffer buffer, int index, int length) {
        out.transmit(type, buffer, index, length);
    }

    @Override
    void read(int limit) {
        int messages = 0;
        while (messages < limit && in.receive(this) != 0) {
            messages++;
        }
    }

    @Override
    public void close() {}
}
