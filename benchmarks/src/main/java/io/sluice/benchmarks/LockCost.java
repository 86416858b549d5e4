package io.sluice.benchmarks;

import io.sluice.core.SpinLock;
import io.sluice.core.TicketLock;
import io.sluice.futex.Mutex;
import io.sluice.futex.PiMutex;
import io.sluice.futex.RobustMutex;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.AtomicBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A lock and an unlock that nobody contends, Sluice's and the JDK's. */
public class LockCost extends OperationCost {
    /** Which. */
    @Param private Kind lock;

    private Lock locked;

    /** What makes a lock of zeroed bytes. */
    public enum Kind {
        /** Sluice's Mutex. */
        MUTEX {
            @Override
            Lock of(AtomicBuffer zeros) {
                return new Mutex(zeros, 0);
            }
        },
        /** Sluice's RobustMutex. */
        ROBUST {
            @Override
            Lock of(AtomicBuffer zeros) {
                RobustMutex.initialize(zeros, 0);
                return new RobustMutex(zeros, 0, () -> {});
            }
        },
        /** Sluice's PiMutex. */
        PI {
            @Override
            Lock of(AtomicBuffer zeros) {
                PiMutex.initialize(zeros, 0);
                return new PiMutex(zeros, 0, () -> {});
            }
        },
        /** Sluice's SpinLock. */
        SPIN {
            @Override
            Lock of(AtomicBuffer zeros) {
                return new SpinLock(zeros, 0);
            }
        },
        /** Sluice's TicketLock. */
        TICKET {
            @Override
            Lock of(AtomicBuffer zeros) {
                return new TicketLock(zeros, 0);
            }
        },
        /** The JDK's ReentrantLock, in the heap. */
        REENTRANT {
            @Override
            Lock of(AtomicBuffer zeros) {
                return new ReentrantLock();
            }
        };

        abstract Lock of(AtomicBuffer zeros);
    }

    /** Makes the lock. */
    @Setup
    public void make() {
        locked = lock.of(allocate(RobustMutex.LENGTH));
    }

    /** Takes it and gives it back. */
    @Benchmark
    @SuppressWarnings("LockNotBeforeTry") // there is nothing between them
    public void lockAndUnlock() {
        locked.lock();
        locked.unlock();
    }
}
