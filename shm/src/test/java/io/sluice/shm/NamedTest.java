package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.OtherThread;
import io.sluice.futex.Mutex;
import io.sluice.futex.Semaphore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // where one fails, it is over
class NamedTest {
    /** In the order of their kinds. */
    static final List<Function<SegmentOptions, Named<?>>> ALL =
            List.of(
                    Named::mutex,
                    options -> Named.robustMutex(options, NamedHolder.NONE),
                    options -> Named.piMutex(options, NamedHolder.NONE),
                    options -> Named.semaphore(options, 3),
                    Named::spinLock,
                    Named::ticketLock,
                    options -> Named.monitor(options, NamedHolder.NONE, 2),
                    Named::readWriteMutex,
                    options -> Named.latch(options, 3),
                    options -> Named.barrier(options, 3),
                    Named::eventCount);

    private final SegmentOptions options =
            SegmentOptions.named("NamedTest-" + ProcessHandle.current().pid());

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
    }

    private String refusal(Callable<Named<?>> open) throws Exception {
        byte[] before = Files.readAllBytes(options.path());
        String message = assertThrows(SegmentException.class, open::call).getMessage();
        assertTrue(message.contains(options.path().toString()), message);
        assertEquals(
                new UnsafeBuffer(before), new UnsafeBuffer(Files.readAllBytes(options.path())));
        return message;
    }

    @Test
    void allWhoNameItHaveTheSame() throws Exception {
        try (Named<Mutex> one = Named.mutex(options);
                Named<Mutex> other = Named.mutex(options)) {
            assertSame(one.get(), one.get());
            one.get().lock();
            assertFalse(other.get().tryLock());
            one.get().unlock();
            assertTrue(other.get().tryLock());
        }
    }

    @Test
    void nameOfAnotherKindIsRefused() throws Exception {
        for (int i = 0; i < ALL.size(); i++) {
            ALL.get(i).apply(options).close();
            ALL.get(i).apply(options).close();
            Function<SegmentOptions, Named<?>> another = ALL.get((i + 1) % ALL.size());
            String message = refusal(() -> another.apply(options));
            String found = SegmentKind.describe(8 + i);
            assertTrue(message.contains("is of kind " + found + ", not "), message);
            Segment.unlink(options);
        }
    }

    @Test
    void otherMeasureIsRefusedWithBothValues() throws Exception {
        Named.semaphore(options, 3).close();
        String permits = refusal(() -> Named.semaphore(options, 4));
        assertTrue(permits.contains("has permits=3, asked for was permits=4"), permits);
        Segment.unlink(options);
        Named.monitor(options, NamedHolder.NONE, 2).close();
        String conditions = refusal(() -> Named.monitor(options, NamedHolder.NONE, 1));
        assertTrue(conditions.contains("has conditions=2, asked for was conditions=1"), conditions);
        Segment.unlink(options);
        Named.latch(options, 1).close();
        String count = refusal(() -> Named.latch(options, 0));
        assertTrue(count.contains("has count=1, asked for was count=0"), count);
        Segment.unlink(options);
        Named.barrier(options, 2).close();
        String parties = refusal(() -> Named.barrier(options, 3));
        assertTrue(parties.contains("has parties=2, asked for was parties=3"), parties);
    }

    @Test
    void measureOutOfRangeIsRefusedAndNothingIsCreated() {
        for (int measure : new int[] {-1, Integer.MAX_VALUE}) {
            List<Callable<Named<?>>> factories =
                    List.of(
                            () -> Named.semaphore(options, measure),
                            () -> Named.monitor(options, NamedHolder.NONE, measure),
                            () -> Named.latch(options, measure),
                            () -> Named.barrier(options, measure));
            for (Callable<Named<?>> factory : factories) {
                String message =
                        assertThrows(IllegalArgumentException.class, factory::call).getMessage();
                assertTrue(message.contains("=" + measure), message);
            }
        }
        assertThrows(
                IllegalArgumentException.class, () -> Named.monitor(options, NamedHolder.NONE, 0));
        assertThrows(IllegalArgumentException.class, () -> Named.barrier(options, 0));
        assertFalse(Files.exists(options.path()));
    }

    @Test
    void whatIsNoSegmentOrOfAnotherVersionIsRefused() throws Exception {
        Named.mutex(options).close();
        byte[] bytes = Files.readAllBytes(options.path());
        new UnsafeBuffer(bytes).putInt(8, 2);
        Files.write(options.path(), bytes);
        String version = refusal(() -> Named.mutex(options));
        assertTrue(version.contains("layout version 2"), version);
        Files.write(options.path(), new byte[bytes.length]);
        String magic = refusal(() -> Named.mutex(options));
        assertTrue(magic.contains("0x0000000000000000"), magic);
    }

    @Test
    void mutexOfAnotherPidNamespaceIsRefusedAndItsFileClosed() throws Exception {
        Named.robustMutex(options, NamedHolder.NONE).close();
        byte[] bytes = Files.readAllBytes(options.path());
        new UnsafeBuffer(bytes).putInt(4096 + 20, 1);
        Files.write(options.path(), bytes);
        assertThrows(
                IllegalStateException.class, () -> Named.robustMutex(options, NamedHolder.NONE));
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            assertFalse(descriptors.anyMatch(this::isOfTheSegment));
        }
    }

    private boolean isOfTheSegment(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(options.path());
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    @Test
    void permitsAreThoseOfTheCreationOnly() {
        try (Named<Semaphore> one = Named.semaphore(options, 3)) {
            assertTrue(one.get().tryAcquire(2));
            try (Named<Semaphore> other = Named.semaphore(options, 3)) {
                assertEquals(1, other.get().availablePermits());
            }
        }
    }

    @Test
    void monitorsConditionsWakeAcrossItsObjects() throws Exception {
        try (Named<Monitor> one = Named.monitor(options, NamedHolder.NONE, 2);
                Named<Monitor> other = Named.monitor(options, NamedHolder.NONE, 2)) {
            assertThrows(IndexOutOfBoundsException.class, () -> one.get().condition(2));
            one.get().mutex().lock();
            OtherThread<Void> signaller =
                    OtherThread.start(
                            () -> {
                                other.get().mutex().lock();
                                other.get().condition(1).signal();
                                other.get().mutex().unlock();
                                return null;
                            });
            assertTrue(one.get().condition(1).await(30, TimeUnit.SECONDS));
            one.get().mutex().unlock();
            signaller.get();
        }
    }

    @Test
    void closedOneStillLocks() {
        Named<Mutex> named = Named.mutex(options);
        named.close();
        named.close();
        System.gc();
        named.get().lock();
        named.get().unlock();
        assertEquals(Optional.empty(), named.holder());
    }
}
