package io.sluice.futex;

import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A process of {@link RobustMutexProcessesTest} that puts numbers into a buffer or takes them out,
 * under a robust mutex with two conditions, until it is killed.
 *
 * <pre>
 * offset        field
 *      0        the mutex, and from here on what it guards:
 *    256        PUT, how many were put; it is the next one too
 *    260        TAKEN
 *    264        HOLDER, who works on it, from 1; 0 between
 *    268, 272   BEGUN, DONE: sections, the same between two
 *    276        REPORTS, deaths told of
 *    280 + 4p   REPORTED of process p, as HOLDER of a death told of
 *    320        slots
 *    384        LINGER, which process is to stay how it is, from 1, and in which STATE
 *    512        the condition not full
 *    640        the condition not empty
 *    768 + 128p STATE of process p
 *    772 + 128p PASSED, how often it has put or taken
 * </pre>
 */
final class KilledPassers {
    static final int PROCESSES = 4;
    static final int LENGTH = 4096;

    static final int PUT = 256;
    static final int TAKEN = 260;
    static final int REPORTS = 276;
    static final int LINGER = 384;
    static final int NOT_FULL = 512;
    static final int NOT_EMPTY = 640;

    static final int LOCKS = 1;
    static final int HOLDS = 2;
    static final int WAITS = 3;
    static final int UNLOCKS = 4;

    private static final int HOLDER = 264;
    private static final int BEGUN = 268;
    private static final int DONE = 272;
    private static final int SLOTS = 320;
    private static final int CAPACITY = 4;

    private KilledPassers() {}

    static int state(int process) {
        return 768 + 128 * process;
    }

    static int passed(int process) {
        return state(process) + 4;
    }

    static int reported(int process) {
        return 280 + 4 * process;
    }

    static int linger(int process, int state) {
        return state << 8 | process + 1;
    }

    /** Puts if its number is even, takes if it is odd; ends when it finds a fault. */
    static final class Passer {
        private final AtomicBuffer memory;
        private final RobustMutex mutex;
        private final CondVar notFull;
        private final CondVar notEmpty;
        private final int process;
        private final Random random = new Random();

        private Passer(AtomicBuffer memory, int process) {
            this.memory = memory;
            this.mutex = new RobustMutex(memory, 0, this::repair);
            this.notFull = new CondVar(memory, NOT_FULL, mutex);
            this.notEmpty = new CondVar(memory, NOT_EMPTY, mutex);
            this.process = process;
        }

        public static void main(String[] args) throws Exception {
            Passer passer = new Passer(SharedFile.map(args[0]), Integer.parseInt(args[1]));
            System.out.println("ready");
            while (true) {
                passer.pass();
            }
        }

        private void pass() throws InterruptedException {
            enter(LOCKS);
            lock();
            work();
            boolean puts = process % 2 == 0;
            while (memory.getInt(PUT) - memory.getInt(TAKEN) == (puts ? CAPACITY : 0)) {
                await(puts ? notFull : notEmpty);
            }
            if (puts) {
                put();
            } else {
                take();
            }
            rest();
            mutex.unlock();
            memory.getAndAddInt(passed(process), 1);
        }

        private void lock() throws InterruptedException {
            switch (random.nextInt(3)) {
                case 0 -> mutex.lock();
                case 1 -> mutex.lockInterruptibly();
                default -> {
                    boolean locked = false;
                    while (!locked) {
                        locked = mutex.tryLock(random.nextInt(500), TimeUnit.MICROSECONDS);
                    }
                }
            }
        }

        @SuppressWarnings("WaitNotInLoop") // its caller loops
        private void await(CondVar condition) throws InterruptedException {
            rest();
            enter(WAITS);
            switch (random.nextInt(3)) {
                case 0 -> condition.await();
                case 1 -> condition.awaitUninterruptibly();
                default -> {
                    long unused = condition.awaitNanos(random.nextInt(1_000_000));
                }
            }
            work();
        }

        private void put() {
            int next = memory.getInt(PUT);
            memory.putInt(SLOTS + next % CAPACITY * Integer.BYTES, next);
            memory.putIntVolatile(PUT, next + 1);
            signal(notEmpty);
        }

        private void take() {
            int next = memory.getInt(TAKEN);
            require(memory.getInt(SLOTS + next % CAPACITY * Integer.BYTES) == next, "taken");
            memory.putIntVolatile(TAKEN, next + 1);
            signal(notFull);
        }

        private void signal(CondVar condition) {
            if (random.nextBoolean()) {
                condition.signal();
            } else {
                condition.signalAll();
            }
        }

        /** Where nobody died before, all is as it is between two sections. */
        private void work() {
            enter(HOLDS);
            require(memory.getInt(HOLDER) == 0, "holder");
            require(memory.getInt(BEGUN) == memory.getInt(DONE), "begun");
            memory.putIntVolatile(HOLDER, process + 1);
            memory.putIntVolatile(BEGUN, memory.getInt(BEGUN) + 1);
            OtherThread.spin(random.nextInt(20_000));
        }

        private void rest() {
            memory.putIntVolatile(DONE, memory.getInt(BEGUN));
            memory.putIntVolatile(HOLDER, 0);
            enter(UNLOCKS);
        }

        /** The dead one may have put or taken, and not yet signalled. */
        private void repair() {
            int dead = memory.getInt(HOLDER) - 1;
            memory.putInt(REPORTS, memory.getInt(REPORTS) + 1);
            if (dead >= 0) {
                memory.putInt(reported(dead), memory.getInt(reported(dead)) + 1);
            }
            memory.putIntVolatile(DONE, memory.getInt(BEGUN));
            memory.putIntVolatile(HOLDER, 0);
            notFull.signalAll();
            notEmpty.signalAll();
        }

        private void enter(int state) {
            memory.putIntVolatile(state(process), state);
            while (memory.getIntVolatile(LINGER) == linger(process, state)) {
                Thread.onSpinWait();
            }
        }

        private void require(boolean holds, String what) {
            if (!holds) {
                throw new AssertionError(
                        "%s, with put=%d taken=%d holder=%d begun=%d done=%d reports=%d"
                                .formatted(
                                        what,
                                        memory.getInt(PUT),
                                        memory.getInt(TAKEN),
                                        memory.getInt(HOLDER),
                                        memory.getInt(BEGUN),
                                        memory.getInt(DONE),
                                        memory.getInt(REPORTS)));
            }
        }
    }
}
