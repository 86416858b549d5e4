package io.sluice.benchmarks;

import java.io.IOException;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/** Two of Chronicle's queues, one each way, each followed by another when it is used up. */
final class ChronicleQueueChannel extends Channel {
    private final ChronicleFiles out;
    private final ChronicleFiles in;
    private final int payload;
    private final BytesStore<?, ?> message;
    private final UnsafeBuffer arriving = new UnsafeBuffer(0, 0);
    private ChronicleQueue outgoing; // by append
    private ChronicleQueue incoming; // by poll
    private ExcerptAppender appender; // by append
    private ExcerptTailer tailer; // by poll
    private int appended; // by append: to this queue
    private int polled; // by poll: from this queue

    ChronicleQueueChannel(ChronicleFiles out, ChronicleFiles in, int payload) {
        this.out = out;
        this.in = in;
        this.payload = payload;
        message = BytesStore.nativeStoreWithFixedCapacity(payload);
        openOutgoing();
        openIncoming();
    }

    @Override
    void send(long sequence) {
        message.writeLong(0, sequence);
        append(message, 0);
    }

    @Override
    int receive(int limit) throws IOException {
        int received = 0;
        while (received < limit && poll(false)) {
            received++;
        }
        return received;
    }

    @Override
    int echo() throws IOException {
        return poll(true) ? 1 : 0;
    }

    @Override
    public void close() {
        outgoing.close();
        incoming.close();
        message.releaseLast();
    }

    private void append(BytesStore<?, ?> source, long index) {
        if (appended == out.messages()) {
            outgoing.close();
            while (!out.isCaughtUp()) {
                Thread.onSpinWait();
            }
            openOutgoing();
        }
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> unused = document.wire().bytes().write(source, index, payload);
        }
        appended++;
    }

    /** Takes a message, or sends it back. */
    private boolean poll(boolean echo) throws IOException {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return false;
            }
            Bytes<?> bytes = document.wire().bytes();
            if (echo) {
                append(bytes, bytes.readPosition());
            } else {
                arriving.wrap(bytes.addressForRead(bytes.readPosition()), payload);
                arrived(arriving, 0, payload);
            }
        }
        polled++;
        if (polled == in.messages()) {
            incoming.close();
            in.delete();
            openIncoming();
        }
        return true;
    }

    private void openOutgoing() {
        outgoing = out.next();
        appender = outgoing.createAppender();
        appended = 0;
    }

    private void openIncoming() {
        incoming = in.next();
        tailer = incoming.createTailer();
        polled = 0;
    }
}
