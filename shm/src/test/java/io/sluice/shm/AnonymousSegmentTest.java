package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.LinuxException;
import io.sluice.core.contract.ChildJvm;
import io.sluice.futex.Mutex;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments without a name, which another process opens through a descriptor of ours. */
@Timeout(120)
class AnonymousSegmentTest {
    private static final int MESSAGES = 10_000;

    private static SegmentOptions options(String kind) throws IOException {
        SegmentOptions anonymous = SegmentOptions.anonymous("sluice-test");
        if (kind.equals("huge")) {
            String free = Files.readString(Path.of("/proc/meminfo"));
            assumeTrue(!free.matches("(?s).*HugePages_Free:\\s*0\\n.*"), "no huge pages are free");
            return anonymous.hugetlb();
        }
        return anonymous;
    }

    /** Reads numbers in sequence. */
    static final class Reader {
        public static void main(String[] args) throws Exception {
            SegmentOptions theirs = SegmentOptions.at(Path.of(args[0])).sealed();
            try (SpscRing ring = SpscRing.open(theirs);
                    RingConsumer consumer = ring.consumer()) {
                System.out.println("ready");
                AtomicLong next = new AtomicLong();
                while (next.get() < MESSAGES) {
                    int count =
                            consumer.read(
                                    (type, buffer, index, length) -> {
                                        long expected = next.getAndIncrement();
                                        if (buffer.getLong(index) != expected) {
                                            throw new AssertionError("not " + expected);
                                        }
                                    },
                                    100);
                    if (count == 0 && !consumer.await(0, TimeUnit.SECONDS.toNanos(30))) {
                        throw new AssertionError("no message after " + next);
                    }
                }
                System.out.println("read " + next);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "huge"})
    void messagesGoToAnotherProcess(String kind) throws Exception {
        UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        try (SpscRing ring = SpscRing.create(options(kind), 4096);
                RingProducer producer = ring.producer();
                ChildJvm reader = ChildJvm.start(Reader.class, ring.path().toString())) {
            reader.awaitLine("ready");
            assertEquals(reader.pid(), ring.holder(Role.CONSUMER).orElseThrow().pid());
            for (long i = 0; i < MESSAGES; i++) {
                message.putLong(0, i);
                while (!producer.write(1, message, 0, 8)) {
                    assertTrue(reader.isAlive());
                    Thread.onSpinWait();
                }
            }
            reader.awaitLine("read " + MESSAGES);
            assertTrue(reader.end().endsWith("exit 0"));
            assertTrue(ring.holder(Role.CONSUMER).isEmpty());
        }
    }

    /** Tries to change the length. */
    static final class Cutter {
        public static void main(String[] args) throws Exception {
            for (long length : new long[] {0, 1L << 30}) {
                try (RandomAccessFile file = new RandomAccessFile(args[0], "rw")) {
                    file.setLength(length);
                    System.out.println("length is " + file.length());
                } catch (IOException e) {
                    System.out.println(length + ": " + e.getMessage());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "huge"})
    void nobodyElseCanChangeItsLength(String kind) throws Exception {
        try (Segment segment = Segment.create(options(kind), 8192);
                ChildJvm cutter = ChildJvm.start(Cutter.class, segment.path().toString())) {
            assertEquals(
                    "0: Operation not permitted\n1073741824: Operation not permitted\nexit 0",
                    cutter.end());
            segment.memory().putLong(8184, 1);
            long length = Files.size(segment.path());
            assertEquals(kind.equals("huge") ? 2 << 20 : 8192 + 4096, length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "huge"})
    void everyRingCanBeOpenedByItsPath(String kind) throws Exception {
        SegmentOptions options = options(kind);
        try (SpscRing ring = SpscRing.create(options, 4096);
                SpscRing again = SpscRing.open(SegmentOptions.at(ring.path()).sealed())) {
            assertTrue(passes(ring.producer(), again.consumer()));
        }
        try (MpscRing ring = MpscRing.createOrOpen(options, 4096);
                MpscRing again = MpscRing.open(SegmentOptions.at(ring.path()).sealed())) {
            assertTrue(passes(ring.producer(), again.consumer()));
        }
        try (FanInRing ring = FanInRing.create(options, 2, 4096);
                FanInRing again = FanInRing.open(SegmentOptions.at(ring.path()).sealed())) {
            assertTrue(passes(ring.producer(), again.consumer()));
        }
        try (BroadcastRing ring = BroadcastRing.create(options, 4096);
                BroadcastRing again = BroadcastRing.open(SegmentOptions.at(ring.path()).sealed());
                BroadcastConsumer consumer = again.consumer(Join.NEWEST);
                RingProducer producer = ring.producer()) {
            assertTrue(producer.write(3, new UnsafeBuffer(new byte[8]), 0, 8));
            assertTrue(consumer.await(0, TimeUnit.SECONDS.toNanos(1)));
            assertEquals(1, consumer.read((type, buffer, index, length) -> {}, 2));
        }
        try (GatedRing ring = GatedRing.create(options, 4096);
                GatedRing again = GatedRing.open(SegmentOptions.at(ring.path()).sealed())) {
            assertEquals(ring.capacity(), again.capacity());
        }
        try (RequestChannel channel = RequestChannel.create(options, 1, 4096, 4096);
                RequestChannel again =
                        RequestChannel.open(SegmentOptions.at(channel.path()).sealed())) {
            assertEquals(
                    channel.toString().replaceAll("fd/\\d+", ""),
                    again.toString().replaceAll("fd/\\d+", ""));
        }
    }

    private static boolean passes(RingProducer producer, RingConsumer consumer) {
        try (producer;
                consumer) {
            assertTrue(producer.write(3, new UnsafeBuffer(new byte[8]), 0, 8));
            return consumer.read((type, buffer, index, length) -> {}, 2) == 1;
        }
    }

    /** Takes a lock of another process. */
    static final class Locker {
        public static void main(String[] args) throws Exception {
            try (Named<Mutex> named = Named.mutex(SegmentOptions.at(Path.of(args[0])).sealed())) {
                System.out.println("free: " + named.get().tryLock());
                if (named.get().tryLock(30, TimeUnit.SECONDS)) {
                    System.out.println("locked");
                    named.get().unlock();
                }
            }
        }
    }

    @Test
    void lockIsSharedWithAnotherProcess() throws Exception {
        try (Named<Mutex> named = Named.mutex(options("small"))) {
            named.get().lock();
            try (ChildJvm other = ChildJvm.start(Locker.class, named.path().toString())) {
                other.awaitLine("free: false");
                named.get().unlock();
                other.awaitLine("locked");
                assertTrue(other.end().endsWith("exit 0"));
            }
        }
    }

    @Test
    void eachOneIsNewAndGoneWhenNobodyHasIt() throws Exception {
        SegmentOptions options = options("small");
        Path path;
        try (Segment first = Segment.createOrOpen(options, 64);
                Segment second = Segment.createOrOpen(options, 64)) {
            path = first.path();
            first.memory().putLong(0, 1);
            assertEquals(0, second.memory().getLong(0));
            assertEquals("/memfd:sluice-test (deleted)", Files.readSymbolicLink(path).toString());
            try (Segment third = Segment.createOrOpen(SegmentOptions.at(path), 64)) {
                assertEquals(1, third.memory().getLong(0));
                first.close();
                try (Segment fourth = Segment.open(SegmentOptions.at(third.path()), 64)) {
                    assertEquals(1, fourth.memory().getLong(0));
                }
            }
        }
        assertFalse(Files.exists(path));
        SegmentOptions gone = SegmentOptions.at(path);
        LinuxException e = assertThrows(LinuxException.class, () -> Segment.createOrOpen(gone, 64));
        assertEquals("ENOENT", e.errnoName());
    }

    @Test
    void segmentWithoutSealsIsRefusedWhereTheyAreAskedFor() {
        SegmentOptions named =
                SegmentOptions.named("AnonymousSegmentTest-" + ProcessHandle.current().pid());
        try (Segment segment = Segment.create(named, 64)) {
            SegmentException e =
                    assertThrows(SegmentException.class, () -> Segment.open(named.sealed(), 64));
            assertTrue(e.getMessage().contains("has no seals"), e.getMessage());
            try (Segment again = Segment.open(SegmentOptions.at(segment.path()), 64)) {
                assertEquals(segment.path(), again.path());
            }
        } finally {
            Segment.unlink(named);
        }
    }

    @Test
    void modeIsExactAndCheckedAsThatOfANamedOneIs() throws Exception {
        try (Segment segment = Segment.create(options("small").mode(0666), 64)) {
            assertEquals(0666, (int) Files.getAttribute(segment.path(), "unix:mode") & 0777);
            SegmentOptions narrow = SegmentOptions.at(segment.path());
            assertThrows(SegmentException.class, () -> Segment.open(narrow, 64));
            Segment.open(narrow.mode(0666), 64).close();
        }
    }

    @Test
    void whatHasNoMeaningIsRefused() throws Exception {
        SegmentOptions options = options("small");
        assertThrows(IllegalStateException.class, options::path);
        assertThrows(IllegalStateException.class, () -> options.in(Path.of("/dev/shm")));
        assertThrows(IllegalStateException.class, () -> Segment.unlink(options));
        assertThrows(IllegalArgumentException.class, () -> Segment.open(options, 64));
        assertThrows(IllegalStateException.class, () -> SegmentOptions.named("prices").hugetlb());
        assertThrows(
                IllegalArgumentException.class, () -> SegmentOptions.anonymous("x".repeat(250)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Segment.create(SegmentOptions.at(Path.of("/proc/self/fd/999")), 64));
        assertThrows(IllegalArgumentException.class, () -> SegmentOptions.at(Path.of("/")));
        assertEquals("memfd:sluice-test", options.toString());
    }
}
