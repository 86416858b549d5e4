package io.sluice.shm;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The processes of {@link BroadcastProcessesTest} that get killed or stopped, and the notes they
 * leave in a segment of their own.
 *
 * <p>Message i of the producer's life e carries (e, i), a length and bytes that follow from them.
 * The producer notes i once it is written, so that its successor may repeat the last, or the last
 * batch; a reader notes how many it has checked.
 */
final class KilledBroadcasters {
    static final int CAPACITY = 1 << 13;
    static final int READERS = 3;
    static final int NOTES_LENGTH = 8192;

    /** How many messages are noted as written, and how many lives the producer has had. */
    static final int WRITTEN = 0;

    static final int LIFE = 8;

    private static final int HEADER = 2 * Long.BYTES;
    private static final int LONGEST = CAPACITY / 8 - 16;
    private static final int BATCH = 4;
    private static final int LONGEST_IN_BATCH = 40;

    private KilledBroadcasters() {}

    static SegmentOptions ring(String name) {
        return SegmentOptions.named(name + "-ring");
    }

    static SegmentOptions notes(String name) {
        return SegmentOptions.named(name + "-notes");
    }

    /** The number after the last message that a reader has checked. */
    static int read(int reader) {
        return 256 * (1 + reader);
    }

    /** How many messages a reader has checked, and how many it was told it lost. */
    static int checked(int reader) {
        return read(reader) + 8;
    }

    static int lost(int reader) {
        return read(reader) + 16;
    }

    private static boolean isInBatch(long message) {
        return message / BATCH % 4 == 1;
    }

    private static int length(long life, long message) {
        long mixed = (life * 31 + message) * 0x9e37_79b9_7f4a_7c15L;
        if (isInBatch(message)) {
            return HEADER + (int) ((mixed >>> 33) % (LONGEST_IN_BATCH - HEADER));
        }
        boolean longOne = (mixed >>> 60) == 0;
        return HEADER + (int) ((mixed >>> 33) % (longOne ? LONGEST - HEADER : 100));
    }

    private static byte expected(long life, long message, int index) {
        return (byte) (life * 131 + message * 31 + index);
    }

    /** Writes for ever, in all ways, going on after what its predecessor noted. */
    static final class Writer {
        private final UnsafeBuffer message = new UnsafeBuffer(new byte[LONGEST]);
        private final AtomicBuffer note;
        private final RingProducer producer;
        private final long life;

        private Writer(AtomicBuffer note, RingProducer producer) {
            this.note = note;
            this.producer = producer;
            this.life = note.getLong(LIFE) + 1;
            note.putLongVolatile(LIFE, life);
        }

        public static void main(String[] args) throws InterruptedException {
            boolean gated = Boolean.parseBoolean(args[1]);
            try (Segment notes = Segment.open(notes(args[0]), NOTES_LENGTH);
                    AutoCloseable ring =
                            gated
                                    ? GatedRing.open(ring(args[0]))
                                    : BroadcastRing.open(ring(args[0]))) {
                Supplier<RingProducer> end =
                        ring instanceof GatedRing gatedRing
                                ? gatedRing::producer
                                : ((BroadcastRing) ring)::producer;
                Writer writer = new Writer(notes.memory(), end.get());
                System.out.println("ready");
                writer.run();
            } catch (InterruptedException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        private void run() throws InterruptedException {
            Random random = new Random();
            for (long i = note.getLong(WRITTEN); ; ) {
                if (isInBatch(i)) {
                    int room = BATCH * (LONGEST_IN_BATCH + 16);
                    while (!producer.tryStartBatch(room)) {
                        boolean unused = producer.awaitRoom(room, TimeUnit.SECONDS.toNanos(1));
                    }
                    for (int j = 0; j < BATCH; j++) {
                        write(i + j);
                    }
                    producer.publishBatch();
                    i += BATCH;
                } else {
                    write(i++);
                }
                note.putLongVolatile(WRITTEN, i);
                if (random.nextInt(500) == 0) {
                    TimeUnit.MICROSECONDS.sleep(100); // lets readers sleep
                }
            }
        }

        private void write(long i) throws InterruptedException {
            int length = length(life, i);
            if (i % 2 == 0) {
                fill(message, 0, i, length);
                while (!producer.write(1, message, 0, length)) {
                    boolean unused = producer.awaitRoom(length, TimeUnit.SECONDS.toNanos(1));
                }
                return;
            }
            int index = producer.tryClaim(1, length);
            for (; index < 0; index = producer.tryClaim(1, length)) {
                Thread.onSpinWait();
            }
            fill(producer.buffer(), index, i, length);
            producer.commit(index);
        }

        private void fill(MutableDirectBuffer buffer, int index, long i, int length) {
            buffer.putLong(index, life);
            buffer.putLong(index + Long.BYTES, i);
            for (int j = HEADER; j < length; j++) {
                buffer.putByte(index + j, expected(life, i, j));
            }
        }
    }

    /** Reads and checks for ever, sleeping when there is nothing; exits 3 at the first fault. */
    static final class Reader {
        private final AtomicBuffer note;
        private final int reader;
        private long previousLife;
        private long previous = -1;
        private long lost;
        private BroadcastConsumer lossy; // if it is one

        private Reader(AtomicBuffer note, int reader) {
            this.note = note;
            this.reader = reader;
        }

        public static void main(String[] args) throws Exception {
            boolean gated = Boolean.parseBoolean(args[1]);
            try (Segment notes = Segment.open(notes(args[0]), NOTES_LENGTH)) {
                Reader reader = new Reader(notes.memory(), Integer.parseInt(args[2]));
                Join join = args[3].equals("oldest") ? Join.OLDEST : Join.NEWEST;
                if (gated) {
                    try (GatedRing ring = GatedRing.open(ring(args[0]))) {
                        reader.run(ring.consumer(join));
                    }
                } else {
                    try (BroadcastRing ring = BroadcastRing.open(ring(args[0]))) {
                        reader.lossy = ring.consumer(join);
                        reader.run(reader.lossy);
                    }
                }
            }
        }

        private void run(RingConsumer consumer) throws InterruptedException {
            Random random = new Random();
            System.out.println("ready");
            while (true) {
                if (consumer.await(random.nextInt(50_000), TimeUnit.SECONDS.toNanos(1))) {
                    consumer.read(this::check, 1 + random.nextInt(16));
                }
            }
        }

        private void check(int type, MutableDirectBuffer buffer, int index, int length) {
            require(type == 1 && length >= HEADER, "type " + type + " length " + length);
            long life = buffer.getLong(index);
            long message = buffer.getLong(index + Long.BYTES);
            long skipped = lossy == null ? 0 : lossy.lost() - lost;
            lost += skipped;
            String what =
                    "(%d, %d) of length %d after (%d, %d), %d lost"
                            .formatted(life, message, length, previousLife, previous, skipped);
            require(length == length(life, message), what);
            for (int i = HEADER; i < length; i++) {
                byte found = buffer.getByte(index + i);
                require(found == expected(life, message, i), "byte " + i + " altered in " + what);
            }
            require(previous < 0 || follows(life, message, skipped), what);
            previousLife = life;
            previous = message;
            note.putLong(lost(reader), note.getLong(lost(reader)) + skipped);
            note.putLong(checked(reader), note.getLong(checked(reader)) + 1);
            note.putLongVolatile(read(reader), message + 1);
        }

        /**
         * A new life may repeat what the one before had published and not noted: one message, or
         * one batch; each life between may have done so with what nobody of us has seen.
         */
        private boolean follows(long life, long message, long skipped) {
            long due = previous + 1 + skipped;
            long repeated = due - message;
            if (life == previousLife) {
                return repeated == 0;
            }
            long most = isInBatch(due - 1) ? BATCH : 1;
            if (skipped > 0) {
                most = BATCH * (life - previousLife);
            }
            return life > previousLife && repeated >= 0 && repeated <= most;
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
