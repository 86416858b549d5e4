package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.futex.Acquisition;
import io.sluice.futex.CondVar;
import io.sluice.futex.EventCount;
import io.sluice.futex.Latch;
import io.sluice.futex.RobustMutex;
import io.sluice.futex.Semaphore;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;

/** Named locks as a process leaves them that dies, each in a state that is not all zeros. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // it dies; nobody signals
enum GoldenNamed {
    MUTEX {
        @Override
        Named<?> leave(SegmentOptions options) {
            return lockedForEver(Named.mutex(options));
        }

        @Override
        void check(SegmentOptions options) {
            try (Named<?> named = Named.mutex(options)) {
                assertLockedAndRecorded(named, named.recorded());
            }
        }
    },

    ROBUST_MUTEX {
        @Override
        Named<?> leave(SegmentOptions options) throws Exception {
            Named<RobustMutex> named = Named.robustMutex(options, GoldenNamed::fail);
            diesHolding(named, named.recorded());
            return named;
        }

        @Override
        void check(SegmentOptions options) {
            try (Named<RobustMutex> named = Named.robustMutex(options, GoldenNamed::fail)) {
                assertEquals(Acquisition.OWNER_DIED, named.get().acquire());
                named.get().makeConsistent();
                named.get().unlock();
                assertTrue(named.get().tryLock());
                named.get().unlock();
            }
        }
    },

    PI_MUTEX {
        @Override
        Named<?> leave(SegmentOptions options) throws Exception {
            var named = Named.piMutex(options, GoldenNamed::fail);
            diesHolding(named, named.recorded());
            return named;
        }

        @Override
        void check(SegmentOptions options) {
            try (var named = Named.piMutex(options, GoldenNamed::fail)) {
                assertEquals(Acquisition.OWNER_DIED, named.get().acquire());
                named.get().makeConsistent();
                named.get().unlock();
                assertTrue(named.get().tryLock());
                named.get().unlock();
            }
        }
    },

    SEMAPHORE {
        @Override
        Named<?> leave(SegmentOptions options) throws Exception {
            Named<Semaphore> named = Named.semaphore(options, 3);
            named.get().acquire();
            return named;
        }

        @Override
        void check(SegmentOptions options) {
            try (Named<Semaphore> named = Named.semaphore(options, 3)) {
                assertEquals(2, named.get().availablePermits());
            }
        }
    },

    SPIN_LOCK {
        @Override
        Named<?> leave(SegmentOptions options) {
            return lockedForEver(Named.spinLock(options));
        }

        @Override
        void check(SegmentOptions options) {
            try (Named<?> named = Named.spinLock(options)) {
                assertLockedAndRecorded(named, named.recorded());
            }
        }
    },

    TICKET_LOCK {
        @Override
        Named<?> leave(SegmentOptions options) {
            var named = Named.ticketLock(options);
            for (int i = 0; i < 5; i++) {
                named.get().lock();
                named.get().unlock();
            }
            return lockedForEver(named);
        }

        @Override
        void check(SegmentOptions options) {
            try (var named = Named.ticketLock(options)) {
                assertEquals("TicketLock(offset=4096, next=6, serving=5)", "" + named.get());
                assertLockedAndRecorded(named, named.recorded());
            }
        }
    },

    MONITOR {
        @Override
        Named<?> leave(SegmentOptions options) throws Exception {
            Named<Monitor> named = Named.monitor(options, GoldenNamed::fail, 2);
            named.get().mutex().lock();
            assertFalse(named.get().condition(1).await(1, TimeUnit.MILLISECONDS));
            named.get().mutex().unlock();
            diesHolding(named, named.get().mutex());
            return named;
        }

        @Override
        void check(SegmentOptions options) throws Exception {
            try (Named<Monitor> named = Named.monitor(options, GoldenNamed::fail, 2);
                    Segment segment =
                            Segment.open(options, SegmentShape.anyCapacity(SegmentKind.MONITOR))) {
                assertEquals(0, segment.buffer().getInt(4224));
                assertEquals(1, segment.buffer().getInt(4352));
                assertEquals(Acquisition.OWNER_DIED, named.get().mutex().acquire());
                named.get().mutex().makeConsistent();
                CondVar condition = named.get().condition(1);
                condition.signalAll();
                assertFalse(condition.await(1, TimeUnit.MILLISECONDS));
                named.get().mutex().unlock();
            }
        }
    },

    READ_WRITE_MUTEX {
        @Override
        Named<?> leave(SegmentOptions options) {
            var named = Named.readWriteMutex(options);
            named.get().readLock().lock();
            return named;
        }

        @Override
        void check(SegmentOptions options) {
            try (var named = Named.readWriteMutex(options)) {
                assertFalse(named.get().writeLock().tryLock());
                named.get().readLock().unlock();
                assertTrue(named.get().writeLock().tryLock());
            }
        }
    },

    LATCH {
        @Override
        Named<?> leave(SegmentOptions options) {
            Named<Latch> named = Named.latch(options, 3);
            named.get().countDown();
            return named;
        }

        @Override
        void check(SegmentOptions options) {
            try (Named<Latch> named = Named.latch(options, 3)) {
                assertEquals(2, named.get().getCount());
            }
        }
    },

    BARRIER {
        @Override
        Named<?> leave(SegmentOptions options) {
            var named = Named.barrier(options, 2);
            assertThrows(TimeoutException.class, () -> named.get().await(1, TimeUnit.MILLISECONDS));
            return named;
        }

        @Override
        void check(SegmentOptions options) {
            try (var named = Named.barrier(options, 2)) {
                assertThrows(BrokenBarrierException.class, named.get()::await);
                named.get().reset();
                assertFalse(named.get().isBroken());
            }
        }
    },

    EVENT_COUNT {
        @Override
        Named<?> leave(SegmentOptions options) {
            Named<EventCount> named = Named.eventCount(options);
            assertEquals(1, named.get().prepare());
            named.get().signal();
            assertEquals(5, named.get().prepare());
            return named;
        }

        @Override
        void check(SegmentOptions options) {
            try (Named<EventCount> named = Named.eventCount(options)) {
                assertEquals(5, named.get().prepare());
            }
        }
    };

    /** Does what a process does before it dies. */
    abstract Named<?> leave(SegmentOptions options) throws Exception;

    /** Finds it as it was left, and goes on with it. */
    abstract void check(SegmentOptions options) throws Exception;

    private static void fail() {
        throw new AssertionError("who acquires repairs");
    }

    private static Named<?> lockedForEver(Named<?> named) {
        named.recorded().lock();
        return named;
    }

    private static void diesHolding(Named<?> named, Lock lock) throws Exception {
        Thread thread = new Thread(lock::lock);
        thread.start();
        thread.join();
        while (named.holder().isPresent()) { // until the kernel has buried it
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static void assertLockedAndRecorded(Named<?> named, Lock lock) {
        assertFalse(lock.tryLock());
        LockHolder holder = named.holder().orElseThrow();
        assertTrue(holder.tid() > 0 && holder.pid().orElse(0) > 0, holder.toString());
        assertTrue(holder.since().isPresent());
        ((Lock) named.get()).unlock();
        assertTrue(lock.tryLock());
    }
}
