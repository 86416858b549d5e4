package io.sluice.benchmarks;

import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;

/** The end of a fan-out that reads, each of its readers in turn; each one's order is checked. */
final class FanOutReceiver extends Channel {
    private static final int MOST_UNTOLD = 16; // messages

    private final Reader[] readers;
    private final FanOutCount count;
    private final int tellEvery; // messages
    private final Runnable closing;
    private long taken; // by receive: messages that all readers have
    private long told; // by receive: of them

    /** What is read from. */
    @FunctionalInterface
    interface Source {
        /** Passes up to {@code limit} messages that are there to the handler, oldest first. */
        int read(MessageHandler handler, int limit);
    }

    /**
     * Starts with nothing taken.
     *
     * @param window of the sender, which must be told before it has used that up
     */
    FanOutReceiver(List<Source> sources, FanOutCount count, int window, Runnable closing) {
        this.readers = sources.stream().map(Reader::new).toArray(Reader[]::new);
        this.count = count;
        this.tellEvery = Math.max(1, Math.min(MOST_UNTOLD, window / 2));
        this.closing = closing;
    }

    /** Returns how many more messages all readers have taken. */
    @Override
    int receive(int limit) {
        long before = taken;
        long least = Long.MAX_VALUE;
        for (Reader reader : readers) {
            int unused = reader.source.read(reader, limit);
            least = Math.min(least, reader.next);
        }
        taken = least;
        if (taken - told >= tellEvery) {
            told = taken;
            count.set(told);
        }
        return (int) (taken - before);
    }

    @Override
    void send(long sequence) {
        throw new UnsupportedOperationException("this end reads");
    }

    @Override
    int echo() {
        throw new UnsupportedOperationException("this end reads");
    }

    @Override
    public void close() {
        closing.run();
    }

    /** One reader. */
    private final class Reader implements MessageHandler {
        private final Source source;
        private long next; // by onMessage: the number of the message that is due

        Reader(Source source) {
            this.source = source;
        }

        @Override
        public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
            check(buffer.getLong(index), next++);
            readLines(buffer, index, length);
        }
    }
}
