package io.sluice.shm;

import static io.sluice.core.contract.OtherThread.elsewhere;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.ProcessIdentity;
import io.sluice.core.linux.SystemCall;
import io.sluice.futex.Mutex;
import io.sluice.futex.RobustMutex;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is said to hold a named lock. */
@Timeout(60)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // where one fails, it is over
class LockHolderTest {
    private final SegmentOptions options =
            SegmentOptions.named("LockHolderTest-" + ProcessHandle.current().pid());

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
    }

    private static int currentTid() {
        return (int) Kernel.call(SystemCall.GETTID);
    }

    private static int lockedBy(Lock lock) {
        lock.lock();
        return currentTid();
    }

    @Test
    void holderThatTheWordKnowsIsNamedWithItsProcess() throws Exception {
        List<Function<SegmentOptions, Named<?>>> owned =
                List.of(NamedTest.ALL.get(1), NamedTest.ALL.get(2), NamedTest.ALL.get(6));
        for (Function<SegmentOptions, Named<?>> factory : owned) {
            try (Named<?> named = factory.apply(options)) {
                assertEquals(Optional.empty(), named.holder());
                Lock lock =
                        named.get() instanceof Monitor monitor
                                ? monitor.mutex()
                                : (Lock) named.get();
                lock.lock();
                LockHolder expected =
                        new LockHolder(
                                currentTid(),
                                OptionalLong.of(ProcessIdentity.PID),
                                ProcessIdentity.PID_NAMESPACE,
                                Optional.empty());
                assertEquals(Optional.of(expected), elsewhere(named::holder));
                lock.unlock();
                assertEquals(Optional.empty(), named.holder());
            }
            Segment.unlink(options);
        }
    }

    @Test
    void recordedHolderIsWrittenAtItsPlaceAndClearedByTheUnlock() throws Exception {
        for (int kind : new int[] {0, 1, 2, 4, 5, 6, 7}) {
            try (Named<?> named = NamedTest.ALL.get(kind).apply(options)) {
                Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
                Lock lock = named.recorded();
                lock.lock();
                LockHolder holder = elsewhere(named::holder).orElseThrow();
                assertEquals(currentTid(), holder.tid());
                assertEquals(OptionalLong.of(ProcessIdentity.PID), holder.pid());
                assertEquals(ProcessIdentity.PID_NAMESPACE, holder.pidNamespace());
                Instant since = holder.since().orElseThrow();
                assertFalse(since.isBefore(before) || since.isAfter(Instant.now()), "" + since);
                UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(options.path()));
                assertEquals(currentTid(), bytes.getInt(2048));
                assertEquals(ProcessIdentity.PID, bytes.getLong(2056));
                assertEquals(ProcessIdentity.PID_NAMESPACE, bytes.getLong(2064));
                assertEquals(since.toEpochMilli(), bytes.getLong(2072));
                lock.unlock();
                assertEquals(Optional.empty(), named.holder());
            }
            Segment.unlink(options);
        }
    }

    @Test
    void whatIsNoLockHasNoHolder() {
        for (int kind : new int[] {3, 8, 9, 10}) {
            try (Named<?> named = NamedTest.ALL.get(kind).apply(options)) {
                assertThrows(UnsupportedOperationException.class, named::recorded);
                assertEquals(Optional.empty(), named.holder());
            }
            Segment.unlink(options);
        }
    }

    @Test
    void unlockOfOneWhoDoesNotHoldItLeavesTheRecord() throws Exception {
        try (Named<RobustMutex> named = Named.robustMutex(options, NamedHolder.NONE)) {
            named.recorded().lock();
            Optional<LockHolder> holder = named.holder();
            Lock again = named.recorded();
            elsewhere(() -> assertThrows(IllegalMonitorStateException.class, again::unlock));
            assertTrue(holder.orElseThrow().since().isPresent());
            assertEquals(holder, named.holder());
        }
    }

    @Test
    void recordOfTheDeadIsNotTakenForTheNextHolders() throws Exception {
        try (Named<RobustMutex> named = Named.robustMutex(options, NamedHolder.NONE)) {
            int dead = elsewhere(() -> lockedBy(named.recorded()));
            while (named.holder().isPresent()) { // until the kernel has buried it
                TimeUnit.MILLISECONDS.sleep(1);
            }
            named.get().lock();
            LockHolder holder = named.holder().orElseThrow();
            assertFalse(holder.tid() == dead);
            assertEquals(currentTid(), holder.tid());
            assertEquals(Optional.empty(), holder.since());
        }
    }

    @Test
    void recordOfTheDeadIsShownWhereTheWordDoesNotKnow() throws Exception {
        try (Named<Mutex> named = Named.mutex(options)) {
            int dead = elsewhere(() -> lockedBy(named.recorded()));
            assertEquals(dead, named.holder().orElseThrow().tid());
            assertFalse(named.get().tryLock());
        }
    }

    /** Memory whose record becomes another holder's while it is read. */
    private static final class Changing extends UnsafeBuffer {
        private final HolderRecord record = new HolderRecord(this);
        private int changes; // left

        Changing(int changes) {
            super(ByteBuffer.allocateDirect(4096));
            this.changes = changes;
        }

        @Override
        public long getLongVolatile(int index) {
            if (index == NamedLayout.PID_NAMESPACE && changes > 0) {
                changes--;
                putLong(NamedLayout.PID, 7);
                putLong(NamedLayout.SINCE_MS, changes);
                putInt(NamedLayout.TID, 1000 + changes);
            }
            return super.getLongVolatile(index);
        }
    }

    @Test
    void recordThatChangesWhileItIsReadIsReadAgain() {
        AgronaAccess.ensureOpen();
        Changing memory = new Changing(3);
        memory.record.write(5);
        LockHolder holder = memory.record.read().orElseThrow();
        assertEquals(1000, holder.tid());
        assertEquals(OptionalLong.of(7), holder.pid());
        assertEquals(Optional.of(Instant.EPOCH), holder.since());
    }

    @Test
    void recordThatNeverKeepsStillIsNobodys() {
        AgronaAccess.ensureOpen();
        Changing memory = new Changing(Integer.MAX_VALUE);
        memory.record.write(5);
        assertEquals(Optional.empty(), memory.record.read());
    }
}
