package io.sluice.benchmarks;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/** The Java rows by their ids. The thread that measures is pinned to the first CPU. */
final class JavaCosts {
    private static final int MANY = 512;
    private static final int FEW = 4;

    private final List<Integer> cpus;
    private final Path shared;

    @SuppressWarnings("UnusedVariable")
    private long sum; // by the loops: a field, so that what they read is not dropped

    /** Of one CPU or two, with a directory in shared memory. */
    JavaCosts(List<Integer> cpus, Path shared) {
        this.cpus = cpus;
        this.shared = shared;
    }

    /** Makes the row's loop. */
    CostLoop open(String id) throws IOException {
        return switch (id) {
            case "java-syscall" -> new SystemCalls();
            case "java-nanotime" -> new ClockReads();
            case "java-fault-shm" -> new FaultCost(shared.resolve(id));
            case "java-park-1cpu" -> new HandoffCost(cpus.get(0), true);
            case "java-park-2cpu" -> new HandoffCost(cpus.get(1), true);
            case "java-line" -> new HandoffCost(cpus.get(1), false);
            case "java-thread" -> new Threads();
            case "java-spin" -> new Spins();
            case "java-yield" -> new Yields();
            case "java-sleep" -> new Sleeps();
            case "java-fence" -> new Fences();
            case "java-atomic-add" -> new Adds();
            default -> throw new IllegalArgumentException("no loop \"" + id + "\"");
        };
    }

    private final class SystemCalls extends BatchCost {
        SystemCalls() {
            super(MANY);
        }

        @Override
        void batch(int operations) {
            for (int i = 0; i < operations; i++) {
                sum += Kernel.call(SystemCall.GETPPID);
            }
        }
    }

    private final class ClockReads extends BatchCost {
        ClockReads() {
            super(MANY);
        }

        @Override
        void batch(int operations) {
            for (int i = 0; i < operations; i++) {
                sum += System.nanoTime();
            }
        }
    }

    private static final class Threads extends BatchCost {
        Threads() {
            super(1);
        }

        @Override
        void batch(int operations) {
            for (int i = 0; i < operations; i++) {
                Thread thread = new Thread(() -> {});
                thread.start();
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted while measuring", e);
                }
            }
        }
    }

    private static final class Spins extends BatchCost {
        Spins() {
            super(MANY);
        }

        @Override
        void batch(int operations) {
            for (int i = 0; i < operations; i++) {
                Thread.onSpinWait();
            }
        }
    }

    private static final class Yields extends BatchCost {
        Yields() {
            super(MANY);
        }

        @Override
        void batch(int operations) {
            for (int i = 0; i < operations; i++) {
                Thread.yield();
            }
        }
    }

    private static final class Sleeps extends BatchCost {
        Sleeps() {
            super(FEW);
        }

        @Override
        void batch(int operations) {
            for (int i = 0; i < operations; i++) {
                LockSupport.parkNanos(1);
            }
        }
    }

    /** A store apart: the compiler makes one of fences that follow each other. */
    private final class Fences extends BatchCost {
        Fences() {
            super(MANY);
        }

        @Override
        void batch(int operations) {
            for (int i = 0; i < operations; i++) {
                sum = i;
                VarHandle.fullFence(); // ALONE: it is what is measured, and orders nothing
            }
        }
    }

    private static final class Adds extends BatchCost {
        private final UnsafeBuffer word = NativeMemory.allocate(Long.BYTES);

        Adds() {
            super(MANY);
        }

        @Override
        void batch(int operations) {
            for (int i = 0; i < operations; i++) {
                long unused = word.getAndAddLong(0, 1); // ALONE: nobody else has the word
            }
        }
    }
}
