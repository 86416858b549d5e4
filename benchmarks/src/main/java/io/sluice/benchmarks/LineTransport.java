package io.sluice.benchmarks;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The floor: two processes pass one cache line back and forth, by a load and a store each.
 *
 * <pre>
 * edge   from                     to                        so that
 * TURN   whoever holds the line:  the other: same word      the word is read before the line is
 *        word stored              read                      stored again
 * </pre>
 */
final class LineTransport implements Transport {
    static final String ID = "line";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "the floor: one cache line passed back and forth, nothing in it but a count; spins";
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.of(Mode.RTT);
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        UnsafeBuffer line = MappedFile.map(side, setup.directory().resolve("line"), 4096);
        return side == Side.FIRST ? new First(line) : new Second(line);
    }

    /** Writes odd numbers and waits for the even one that follows. */
    private static final class First extends Channel {
        private final UnsafeBuffer line;
        private long sent; // by send

        First(UnsafeBuffer line) {
            this.line = line;
        }

        @Override
        void send(long sequence) {
            sent = sequence;
            line.putLongRelease(0, 2 * sequence + 1); // TURN
        }

        @Override
        int receive(int limit) {
            if (line.getLongAcquire(0) != 2 * sent + 2) { // TURN
                return 0;
            }
            arrived(sent);
            return 1;
        }

        @Override
        int echo() {
            throw new UnsupportedOperationException("the second side echoes");
        }

        @Override
        public void close() {}
    }

    /** Answers each odd number with the even one that follows. */
    private static final class Second extends Channel {
        private final UnsafeBuffer line;
        private long due = 1; // by echo

        Second(UnsafeBuffer line) {
            this.line = line;
        }

        @Override
        void send(long sequence) {
            throw new UnsupportedOperationException("the first side sends");
        }

        @Override
        int receive(int limit) {
            throw new UnsupportedOperationException("the first side receives");
        }

        @Override
        int echo() {
            if (line.getLongAcquire(0) != due) { // TURN
                return 0;
            }
            line.putLongRelease(0, due + 1); // TURN
            due += 2;
            return 1;
        }

        @Override
        public void close() {}
    }
}
