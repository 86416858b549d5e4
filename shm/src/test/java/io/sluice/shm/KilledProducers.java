package io.sluice.shm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The processes of {@link ManyProducersContract} that get killed or stopped, and the notes they
 * leave each other and their successors in a segment of their own.
 *
 * <p>Message i of writer w, its life e, carries (w, e, i), a length and bytes that follow from
 * them. A writer notes i once it is written; the reader notes for each w the (e, i) it has checked.
 */
final class KilledProducers {
    static final int WRITERS = 3;
    static final int CAPACITY = 1 << 14;
    static final int NOTES_LENGTH = 8192;

    private static final int WRITER_NOTES = 256;
    private static final int HEADER = 3 * Long.BYTES;
    private static final int LONGEST = 1500;
    private static final int BATCH = 3;
    private static final int BATCH_LENGTH = BATCH * (HEADER + 100 + 24);
    private static final long NONE = -1;

    private KilledProducers() {}

    static SegmentOptions ring(String name) {
        return SegmentOptions.named(name + "-ring");
    }

    /** Of programs whose arguments begin with the test's name and the ring's kind. */
    private static ManyProducersRing open(String[] args) {
        return ManyProducersRing.Kind.valueOf(args[1]).open(ring(args[0]));
    }

    static SegmentOptions notes(String name) {
        return SegmentOptions.named(name + "-notes");
    }

    /** How many messages writer w has noted. */
    static int written(int writer) {
        return WRITER_NOTES * (1 + writer);
    }

    private static int life(int writer) {
        return written(writer) + 8;
    }

    /** The last life of writer w that was read, and the number after its last message. */
    private static int readLife(int writer) {
        return written(writer) + 128;
    }

    static int read(int writer) {
        return written(writer) + 136;
    }

    /** Messages checked over all readers; and those of them seen before. */
    static final int CHECKED = 0;

    static final int REPEATED = 8;

    /** Waits until it is needed, and returns what it is told then. */
    private static String awaitTurn() throws IOException {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .readLine();
    }

    private static boolean isInBatch(long message) {
        return message % 7 >= 3 && message % 7 < 3 + BATCH;
    }

    /** How many messages are published together with this one, the first of them. */
    private static long together(long message) {
        return message % 7 == 3 ? BATCH : 1;
    }

    private static int length(long writer, long message) {
        long mixed = (writer * 31 + message) * 0x9e37_79b9_7f4a_7c15L;
        boolean longOne = (mixed >>> 60) == 0 && !isInBatch(message);
        return HEADER + (int) ((mixed >>> 33) % (longOne ? LONGEST : 100));
    }

    private static byte expected(long writer, long life, long message, int index) {
        return (byte) (writer * 17 + life * 131 + message * 31 + index);
    }

    /** Writes for ever, in every way there is, going on after what its predecessor noted. */
    static final class Writer {
        private final RingProducer producer;
        private final int writer;
        private final long life;
        private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[2 * LONGEST]);
        private long waits; // by awaitRoom

        private Writer(RingProducer producer, int writer, long life) {
            this.producer = producer;
            this.writer = writer;
            this.life = life;
        }

        public static void main(String[] args) throws IOException, InterruptedException {
            try (Segment notes = Segment.open(notes(args[0]), NOTES_LENGTH);
                    ManyProducersRing ring = open(args)) {
                int writer = Integer.parseInt(awaitTurn());
                RingProducer producer = ring.producer();
                AtomicBuffer note = notes.memory();
                long life = note.getLong(life(writer)) + 1;
                note.putLongVolatile(life(writer), life);
                Writer self = new Writer(producer, writer, life);
                System.out.println("ready");
                for (long i = note.getLong(written(writer)); ; i += together(i)) {
                    self.write(i);
                    note.putLongVolatile(written(writer), i + together(i));
                }
            }
        }

        private void write(long message) throws InterruptedException {
            if (together(message) > 1) {
                while (!producer.tryStartBatch(BATCH_LENGTH)) {
                    awaitRoom(BATCH_LENGTH);
                }
                for (long i = message; i < message + together(message); i++) {
                    if (!writeOrClaim(i)) {
                        throw new IllegalStateException("no room in a batch");
                    }
                }
                producer.publishBatch();
                return;
            }
            while (!writeOrClaim(message)) {
                awaitRoom(length(writer, message));
            }
        }

        /** Sleeps, as they are killed there too; and spins, as they then publish at other times. */
        private void awaitRoom(int length) throws InterruptedException {
            if (++waits % 4 == 0) {
                Thread.onSpinWait();
            } else {
                boolean unused = producer.awaitRoom(length, TimeUnit.SECONDS.toNanos(1));
            }
        }

        private boolean writeOrClaim(long message) {
            int length = length(writer, message);
            if (message % 2 == 0) {
                fill(scratch, 0, writer, life, message);
                return producer.write(1, scratch, 0, length);
            }
            int index = producer.tryClaim(1, length);
            if (index >= 0 && message % 5 == 0) {
                producer.abort(index);
                index = producer.tryClaim(1, length);
            }
            if (index < 0) {
                return false;
            }
            fill(producer.buffer(), index, writer, life, message);
            producer.commit(index);
            return true;
        }

        private static void fill(
                MutableDirectBuffer buffer, int index, int writer, long life, long message) {
            buffer.putLong(index, writer);
            buffer.putLong(index + 8, life);
            buffer.putLong(index + 16, message);
            for (int i = HEADER; i < length(writer, message); i++) {
                buffer.putByte(index + i, expected(writer, life, message, i));
            }
        }
    }

    /** Reads and checks for ever, sleeping when there is nothing; exits 3 at the first fault. */
    static final class Reader {
        private final AtomicBuffer note;
        private final long[] previousLife = new long[WRITERS];
        private final long[] previous = {NONE, NONE, NONE};

        private Reader(AtomicBuffer note) {
            this.note = note;
        }

        public static void main(String[] args) throws IOException, InterruptedException {
            try (Segment notes = Segment.open(notes(args[0]), NOTES_LENGTH);
                    ManyProducersRing ring = open(args)) {
                String unused = awaitTurn();
                RingConsumer consumer = ring.consumer();
                Reader reader = new Reader(notes.memory());
                Random random = new Random();
                System.out.println("ready");
                while (true) {
                    if (consumer.await(random.nextInt(50_000), TimeUnit.SECONDS.toNanos(1))) {
                        consumer.read(reader::check, 1 + random.nextInt(16));
                    }
                }
            }
        }

        private void check(int type, MutableDirectBuffer buffer, int index, int length) {
            require(type == 1 && length >= HEADER, "type " + type + " length " + length);
            long named = buffer.getLong(index);
            require(named >= 0 && named < WRITERS, "writer " + named);
            int writer = (int) named;
            long life = buffer.getLong(index + 8);
            long message = buffer.getLong(index + 16);
            String what =
                    "(%d, %d, %d) of length %d after (%d, %d), noted (%d, %d)"
                            .formatted(
                                    writer,
                                    life,
                                    message,
                                    length,
                                    previousLife[writer],
                                    previous[writer],
                                    note.getLong(readLife(writer)),
                                    note.getLong(read(writer)));
            require(length == length(writer, message), what);
            for (int i = HEADER; i < length; i++) {
                byte found = buffer.getByte(index + i);
                require(found == expected(writer, life, message, i), "byte " + i + " of " + what);
            }
            requireNext(writer, life, message, what);
        }

        /** A new life repeats the message, or batch, that its predecessor had not noted. */
        private void requireNext(int writer, long life, long message, String what) {
            boolean follows =
                    (message == previous[writer] + 1 && life >= previousLife[writer])
                            || (message + together(message) - 1 == previous[writer]
                                    && life > previousLife[writer]);
            boolean first = previous[writer] == NONE;
            long next = note.getLong(read(writer));
            require(first ? message <= next : follows, "lost or out of order: " + what);
            previousLife[writer] = life;
            previous[writer] = message;
            note.putLong(CHECKED, note.getLong(CHECKED) + 1);
            if (message < next && life <= note.getLong(readLife(writer))) {
                note.putLong(REPEATED, note.getLong(REPEATED) + 1);
            } else {
                note.putLongVolatile(readLife(writer), life);
                note.putLongVolatile(read(writer), message + 1);
            }
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                System.out.println("FAULT " + message);
                System.out.flush();
                Runtime.getRuntime().halt(3);
            }
        }
    }
}
