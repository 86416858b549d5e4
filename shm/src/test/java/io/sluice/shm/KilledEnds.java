package io.sluice.shm;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The two processes of {@link SpscProcessesTest} that get killed, and the notes they leave each
 * other and their successors in a segment of their own.
 *
 * <p>Message i of writer e carries (e, i), a length and bytes that follow from them. The writer
 * notes i once it is written; the reader notes (e, i) once it is checked. So a successor knows all
 * that its predecessor had been told, and not what it was told last.
 */
final class KilledEnds {
    static final int CAPACITY = 1 << 13;
    static final int READ_LIMIT = 16;

    /** Last message noted as written, plus one. */
    static final int WRITTEN = 0;

    /** The writer's number. */
    static final int WRITER = 128;

    /** The last message read: its writer's number, and its own. */
    static final int READ_WRITER = 256;

    static final int READ_MESSAGE = 264;

    /** Messages checked, again or not, over all readers; and those of them seen before. */
    static final int CHECKED = 272;

    static final int REPEATED = 280;

    static final int NOTES_LENGTH = 512;

    private static final int HEADER = 2 * Long.BYTES;
    private static final long NONE = -1;
    private static final int LONGEST = CAPACITY / 8;

    private KilledEnds() {}

    static SegmentOptions ring(String name) {
        return SegmentOptions.named(name + "-ring");
    }

    static SegmentOptions notes(String name) {
        return SegmentOptions.named(name + "-notes");
    }

    private static int length(long writer, long message) {
        long mixed = (writer * 31 + message) * 0x9e37_79b9_7f4a_7c15L;
        boolean longOne = (mixed >>> 60) == 0;
        return HEADER + (int) ((mixed >>> 32) % (longOne ? LONGEST - HEADER : 100) & 0x7fff_ffff);
    }

    private static byte expected(long writer, long message, int index) {
        return (byte) (writer * 131 + message * 31 + index);
    }

    /** Writes for ever, by write and by claim, going on after what its predecessor noted. */
    static final class Writer {
        public static void main(String[] args) {
            try (Segment notes = Segment.open(notes(args[0]), NOTES_LENGTH);
                    SpscRing ring = SpscRing.open(ring(args[0]));
                    RingProducer producer = ring.producer()) {
                AtomicBuffer note = notes.memory();
                long writer = note.getLong(WRITER) + 1;
                note.putLongVolatile(WRITER, writer);
                UnsafeBuffer message = new UnsafeBuffer(new byte[LONGEST]);
                System.out.println("ready");
                for (long i = note.getLong(WRITTEN); ; i++) {
                    int length = length(writer, i);
                    if (i % 2 == 0) {
                        fill(message, 0, writer, i);
                        while (!producer.write(1, message, 0, length)) {
                            Thread.onSpinWait();
                        }
                    } else {
                        int index = producer.tryClaim(1, length);
                        for (; index < 0; index = producer.tryClaim(1, length)) {
                            Thread.onSpinWait();
                        }
                        fill(producer.buffer(), index, writer, i);
                        producer.commit(index);
                    }
                    note.putLongVolatile(WRITTEN, i + 1);
                }
            }
        }

        private static void fill(MutableDirectBuffer buffer, int index, long writer, long message) {
            buffer.putLong(index, writer);
            buffer.putLong(index + Long.BYTES, message);
            for (int i = HEADER; i < length(writer, message); i++) {
                buffer.putByte(index + i, expected(writer, message, i));
            }
        }
    }

    /** Reads and checks for ever, sleeping when there is nothing; exits 3 at the first fault. */
    static final class Reader {
        private final AtomicBuffer note;
        private long previousWriter;
        private long previousMessage = NONE;

        private Reader(AtomicBuffer note) {
            this.note = note;
        }

        public static void main(String[] args) throws InterruptedException {
            try (Segment notes = Segment.open(notes(args[0]), NOTES_LENGTH);
                    SpscRing ring = SpscRing.open(ring(args[0]));
                    RingConsumer consumer = ring.consumer()) {
                Reader reader = new Reader(notes.memory());
                Random random = new Random();
                System.out.println("ready");
                while (true) {
                    if (consumer.await(random.nextInt(50_000), TimeUnit.SECONDS.toNanos(1))) {
                        consumer.read(reader::check, 1 + random.nextInt(READ_LIMIT));
                    }
                }
            }
        }

        private void check(int type, MutableDirectBuffer buffer, int index, int length) {
            long writer = buffer.getLong(index);
            long message = buffer.getLong(index + Long.BYTES);
            long lastWriter = note.getLong(READ_WRITER);
            long last = note.getLong(READ_MESSAGE);
            String what =
                    "(%d, %d) of length %d after (%d, %d), noted (%d, %d)"
                            .formatted(
                                    writer,
                                    message,
                                    length,
                                    previousWriter,
                                    previousMessage,
                                    lastWriter,
                                    last);
            require(type == 1, "type " + type + " of " + what);
            require(length == length(writer, message), what);
            for (int i = HEADER; i < length; i++) {
                byte found = buffer.getByte(index + i);
                require(found == expected(writer, message, i), "byte " + i + " altered in " + what);
            }
            // A new writer repeats the message that its predecessor had not noted.
            boolean follows =
                    (message == previousMessage + 1 && writer >= previousWriter)
                            || (message == previousMessage && writer > previousWriter);
            boolean first = previousMessage == NONE;
            require(first ? message <= last + 1 : follows, "lost or out of order: " + what);
            previousWriter = writer;
            previousMessage = message;
            note.putLong(CHECKED, note.getLong(CHECKED) + 1);
            if (message <= last && writer <= lastWriter) {
                note.putLong(REPEATED, note.getLong(REPEATED) + 1);
            } else {
                note.putLongVolatile(READ_WRITER, writer);
                note.putLongVolatile(READ_MESSAGE, message);
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
