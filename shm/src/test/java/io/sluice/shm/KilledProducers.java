package io.sluice.shm;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The processes of {@link MpscProcessesTest} that get killed or stopped, and the notes they leave
 * each other and their successors in a segment of their own.
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
    private static final long NONE = -1;

    private KilledProducers() {}

    static SegmentOptions ring(String name) {
        return SegmentOptions.named(name + "-ring");
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

    private static int length(long writer, long message) {
        long mixed = (writer * 31 + message) * 0x9e37_79b9_7f4a_7c15L;
        boolean longOne = (mixed >>> 60) == 0;
        return HEADER + (int) ((mixed >>> 33) % (longOne ? LONGEST : 100));
    }

    private static byte expected(long writer, long life, long message, int index) {
        return (byte) (writer * 17 + life * 131 + message * 31 + index);
    }

    /** Writes for ever, by write and by claim, going on after what its predecessor noted. */
    static final class Writer {
        public static void main(String[] args) {
            int writer = Integer.parseInt(args[1]);
            try (Segment notes = Segment.open(notes(args[0]), NOTES_LENGTH);
                    MpscRing ring = MpscRing.open(ring(args[0]));
                    RingProducer producer = ring.producer()) {
                AtomicBuffer note = notes.memory();
                long life = note.getLong(life(writer)) + 1;
                note.putLongVolatile(life(writer), life);
                UnsafeBuffer message = new UnsafeBuffer(new byte[2 * LONGEST]);
                System.out.println("ready");
                for (long i = note.getLong(written(writer)); ; i++) {
                    int length = length(writer, i);
                    if (i % 2 == 0) {
                        fill(message, 0, writer, life, i);
                        while (!producer.write(1, message, 0, length)) {
                            Thread.onSpinWait();
                        }
                    } else {
                        if (i % 5 == 0) {
                            producer.abort(claim(producer, length));
                        }
                        int index = claim(producer, length);
                        fill(producer.buffer(), index, writer, life, i);
                        producer.commit(index);
                    }
                    note.putLongVolatile(written(writer), i + 1);
                }
            }
        }

        private static int claim(RingProducer producer, int length) {
            int index = producer.tryClaim(1, length);
            for (; index < 0; index = producer.tryClaim(1, length)) {
                Thread.onSpinWait();
            }
            return index;
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

        public static void main(String[] args) throws InterruptedException {
            try (Segment notes = Segment.open(notes(args[0]), NOTES_LENGTH);
                    MpscRing ring = MpscRing.open(ring(args[0]));
                    RingConsumer consumer = ring.consumer()) {
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

        /** A new life repeats the message that its predecessor had not noted. */
        private void requireNext(int writer, long life, long message, String what) {
            boolean follows =
                    (message == previous[writer] + 1 && life >= previousLife[writer])
                            || (message == previous[writer] && life > previousLife[writer]);
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
