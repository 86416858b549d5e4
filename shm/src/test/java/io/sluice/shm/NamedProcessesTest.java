package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NamedProcessesTest {
    private static final String NAME = "NamedProcessesTest-" + ProcessHandle.current().pid();

    @AfterEach
    void cleanUp() {
        NamedHolder.unlink(NAME);
    }

    private static List<Named<?>> locks() {
        List<Named<?>> locks = new ArrayList<>();
        NamedHolder.LOCKS.forEach(lock -> locks.add(lock.apply(NAME)));
        return locks;
    }

    private static void awaitNobody(Named<?> named) throws InterruptedException {
        while (named.holder().isPresent()) { // until the kernel has buried it
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void holderInAnotherProcessIsNamedAndTheKilledOneWhereTheWordKnows() throws Exception {
        Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
        try (ChildJvm child = ChildJvm.start(NamedHolder.class, NAME)) {
            int tid = Integer.parseInt(child.awaitLine("holding as ").replaceAll("\\D", ""));
            List<Named<?>> locks = locks();
            for (Named<?> named : locks) {
                LockHolder holder = named.holder().orElseThrow();
                assertEquals(tid, holder.tid());
                assertEquals(OptionalLong.of(child.pid()), holder.pid());
                Instant since = holder.since().orElseThrow();
                assertFalse(since.isBefore(before) || since.isAfter(Instant.now()), "" + since);
                assertFalse(named.recorded().tryLock());
            }
            try (Named<?> plain =
                    Named.robustMutex(SegmentOptions.named(NAME + "-plain"), NamedHolder.NONE)) {
                LockHolder holder = plain.holder().orElseThrow();
                assertEquals(tid, holder.tid());
                assertEquals(OptionalLong.of(child.pid()), holder.pid());
                assertEquals(Optional.empty(), holder.since());
            }
            child.kill();
            for (Named<?> named : locks.subList(0, NamedHolder.OWNED)) {
                awaitNobody(named);
                Lock lock = named.recorded();
                assertTrue(lock.tryLock());
                assertEquals(
                        OptionalLong.of(ProcessHandle.current().pid()),
                        named.holder().orElseThrow().pid());
                lock.unlock();
                assertEquals(Optional.empty(), named.holder());
            }
            for (Named<?> named : locks.subList(NamedHolder.OWNED, locks.size())) {
                assertEquals(tid, named.holder().orElseThrow().tid());
                assertFalse(named.recorded().tryLock());
            }
            locks.forEach(Named::close);
        }
    }

    @Test
    void oneOfTheProcessesThatAskAtOnceGivesThePermits() throws Exception {
        int processes = 4;
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                children.add(ChildJvm.start(NamedHolder.class, NAME, "" + processes));
            }
            for (ChildJvm child : children) {
                String end = child.end();
                assertTrue(end.endsWith("took " + NamedHolder.ROUNDS + "\nexit 0"), end);
            }
            List<Integer> left =
                    IntStream.range(0, NamedHolder.ROUNDS)
                            .mapToObj(NamedProcessesTest::permitsLeft)
                            .toList();
            int each = NamedHolder.PERMITS - processes;
            assertEquals(left.stream().map(any -> each).toList(), left);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    private static int permitsLeft(int round) {
        SegmentOptions options = NamedHolder.semaphore(NAME, round);
        try (var semaphore = Named.semaphore(options, NamedHolder.PERMITS)) {
            return semaphore.get().availablePermits();
        }
    }
}
