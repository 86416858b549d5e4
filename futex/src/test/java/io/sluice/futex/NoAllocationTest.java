package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.ChildJvm;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Waiting costs no heap: in a JVM whose every allocation shows, two threads that hand over by
 * sleeping allocate nothing.
 *
 * <p>What most batches show is what counts. The JVM makes a class's string constants, 100 to 500
 * bytes, in the thread that asks for the compilation of the first of its methods, which may be
 * late; what a call allocates every batch shows. Source: traces of allocations; the JDK's {@code
 * CompileBroker::compile_method}, resolve_string_constants.
 */
@Timeout(120)
class NoAllocationTest {
    private static final int BATCHES = 10;
    private static final int BATCH = 10_000;
    private static final int WARM_UP = 10_000;
    private static final int TIMEOUTS = 1_000;
    private static final int LONGER_THAN_A_SPIN = 400;
    private static final int UNCONTENDED = 20_000_000;

    /** One asks, and sleeps until another answers; by turns with an interruptible sleep. */
    interface Waits {
        void ask(int round) throws InterruptedException;

        void answer(int round) throws InterruptedException;

        void timeOut() throws InterruptedException;

        void uncontended();
    }

    private record BySemaphores(Semaphore asked, Semaphore answered) implements Waits {
        @Override
        public void ask(int round) throws InterruptedException {
            asked.release();
            acquire(answered, round);
        }

        @Override
        public void answer(int round) throws InterruptedException {
            acquire(asked, round);
            answered.release();
        }

        private static void acquire(Semaphore semaphore, int round) throws InterruptedException {
            switch (round % 3) {
                case 0 -> semaphore.acquire();
                case 1 -> semaphore.acquireUninterruptibly();
                default -> require(semaphore.tryAcquire(1, TimeUnit.DAYS));
            }
        }

        @Override
        public void timeOut() throws InterruptedException {
            require(!answered.tryAcquire(1, TimeUnit.MICROSECONDS));
        }

        @Override
        public void uncontended() {
            answered.release();
            require(answered.tryAcquire());
        }
    }

    /** Each unlocks what the other has locked, so that every turn is waited for. */
    @SuppressWarnings("LockNotBeforeTry")
    private record ByMutexes(Mutex asked, Mutex answered) implements Waits {
        ByMutexes {
            require(asked.tryLock() && answered.tryLock());
        }

        @Override
        public void ask(int round) throws InterruptedException {
            asked.unlock();
            lock(answered, round);
        }

        @Override
        public void answer(int round) throws InterruptedException {
            lock(asked, round);
            answered.unlock();
        }

        private static void lock(Mutex mutex, int round) throws InterruptedException {
            switch (round % 3) {
                case 0 -> mutex.lock();
                case 1 -> mutex.lockInterruptibly();
                default -> require(mutex.tryLock(1, TimeUnit.DAYS));
            }
        }

        @Override
        public void timeOut() throws InterruptedException {
            require(!answered.tryLock(1, TimeUnit.MICROSECONDS));
        }

        @Override
        public void uncontended() {
            answered.unlock();
            answered.lock();
        }
    }

    @SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"})
    private record ByConditions(Mutex mutex, CondVar asked, CondVar answered, AtomicBuffer memory)
            implements Waits {
        private static final int TURN = 512;

        private void pass(int turn, CondVar signalled, CondVar awaited, int round)
                throws InterruptedException {
            mutex.lock();
            memory.putInt(TURN, turn);
            signalled.signal();
            await(1 - turn, awaited, round);
            mutex.unlock();
        }

        private void await(int turn, CondVar awaited, int round) throws InterruptedException {
            while (memory.getInt(TURN) != turn) {
                switch (round % 3) {
                    case 0 -> awaited.await();
                    case 1 -> awaited.awaitUninterruptibly();
                    default -> require(awaited.awaitNanos(Long.MAX_VALUE) > 0);
                }
            }
        }

        @Override
        public void ask(int round) throws InterruptedException {
            pass(1, asked, answered, round);
        }

        @Override
        public void answer(int round) throws InterruptedException {
            mutex.lock();
            await(1, asked, round);
            memory.putInt(TURN, 0);
            answered.signal();
            mutex.unlock();
        }

        @Override
        public void timeOut() throws InterruptedException {
            mutex.lock();
            require(!answered.await(1, TimeUnit.MICROSECONDS));
            mutex.unlock();
        }

        @Override
        public void uncontended() {
            mutex.lock();
            answered.signal();
            answered.signalAll();
            mutex.unlock();
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new AssertionError();
        }
    }

    /** What the child runs. */
    static final class ManyWaits {
        private static final ThreadMXBean THREADS =
                (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private final Waits waits;
        private final Thread other = new Thread(this::answer);
        private volatile boolean isRead; // by the asking one: the other may end

        private ManyWaits(Waits waits) {
            this.waits = waits;
        }

        public static void main(String[] args) throws Exception {
            AgronaAccess.ensureOpen();
            UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(1024));
            new ManyWaits(waits(args[0], memory)).run();
        }

        private static Waits waits(String kind, AtomicBuffer memory) {
            Mutex mutex = new Mutex(memory, 0);
            return switch (kind) {
                case "mutex" -> new ByMutexes(mutex, new Mutex(memory, 128));
                case "semaphore" ->
                        new BySemaphores(new Semaphore(memory, 0), new Semaphore(memory, 128));
                default ->
                        new ByConditions(
                                mutex,
                                new CondVar(memory, 128, mutex),
                                new CondVar(memory, 256, mutex),
                                memory);
            };
        }

        private void run() throws Exception {
            for (int i = 0; i < UNCONTENDED; i++) {
                waits.uncontended();
            }
            other.start();
            for (int i = 0; i < WARM_UP; i++) {
                waits.ask(i);
                waits.timeOut();
            }
            long unused = allocated();
            long[] allocated = new long[BATCHES];
            for (int batch = 0; batch < BATCHES; batch++) {
                allocated[batch] = allocatedIn(WARM_UP + batch * BATCH);
            }
            System.out.println("allocated " + Arrays.toString(allocated));
            Arrays.sort(allocated);
            System.out.println("allocated by most " + allocated[BATCHES / 2]);
            isRead = true;
        }

        private long allocatedIn(int firstRound) throws InterruptedException {
            long before = allocated();
            for (int i = firstRound; i < firstRound + BATCH; i++) {
                waits.ask(i);
            }
            for (int i = 0; i < TIMEOUTS; i++) {
                waits.timeOut();
            }
            return allocated() - before;
        }

        private void answer() {
            try {
                for (int i = 0; i < WARM_UP + BATCHES * BATCH; i++) {
                    for (int j = 0; j < LONGER_THAN_A_SPIN; j++) {
                        Thread.onSpinWait();
                    }
                    waits.answer(i);
                }
                while (!isRead) {
                    Thread.onSpinWait();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private long allocated() {
            return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId())
                    + THREADS.getThreadAllocatedBytes(other.getId());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mutex", "semaphore", "condition"})
    void waitsAllocateNothing(String kind) throws Exception {
        try (ChildJvm child = ChildJvm.start(List.of("-XX:-UseTLAB"), ManyWaits.class, kind)) {
            String output = child.end();
            assertTrue(output.endsWith("allocated by most 0\nexit 0"), output);
        }
    }
}
