package io.sluice.futex;

import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A process of {@link SemaphoreProcessesTest} that takes and gives permits until it is killed, and
 * the journal it leaves.
 *
 * <pre>
 * offset        field
 *      0        the semaphore
 *    256        IN_USE, 8 bytes: permits that each process has noted, a byte for each
 *    384        PAUSE: take no more
 *   1024 + 256p STATE of process p, what it was about when it died
 *   1028 + 256p WANTED, how many permits by that
 *   1032 + 256p TAKEN, 8 bytes: how often it has taken
 * </pre>
 */
final class KilledTakers {
    static final int PROCESSES = 4;
    static final int PERMITS = 4;
    static final int MOST_WANTED = PERMITS / 2; // so that a death leaves enough
    static final int LENGTH = 4096;
    static final int IN_USE = 256;
    static final int PAUSE = 384;

    static final int PARKED = 0;
    static final int WANTS = 1;
    static final int HOLDS = 2;
    static final int GIVES = 3;

    private KilledTakers() {}

    static int state(int process) {
        return 1024 + 256 * process;
    }

    static int wanted(int process) {
        return state(process) + 4;
    }

    static int taken(int process) {
        return state(process) + 8;
    }

    /** What a process has noted. */
    static int noted(long inUse, int process) {
        return (int) (inUse >>> (8 * process)) & 0xff;
    }

    static void note(AtomicBuffer memory, int process, long permits) {
        long before = memory.getAndAddLong(IN_USE, permits << (8 * process));
        long inUse = before + (permits << (8 * process));
        int sum = 0;
        for (int p = 0; p < PROCESSES; p++) {
            sum += noted(inUse, p);
        }
        if (sum > PERMITS) {
            throw new AssertionError("in use at once: " + Long.toHexString(inUse));
        }
    }

    /** Takes and gives for ever; ends when it finds a fault. */
    static final class Taker {
        private final AtomicBuffer memory;
        private final Semaphore semaphore;
        private final int process;
        private final Random random = new Random();

        private Taker(AtomicBuffer memory, int process) {
            this.memory = memory;
            this.semaphore = new Semaphore(memory, 0);
            this.process = process;
        }

        public static void main(String[] args) throws Exception {
            Taker taker = new Taker(SharedFile.map(args[0]), Integer.parseInt(args[1]));
            System.out.println("ready");
            while (true) {
                taker.park();
                taker.takeAndGive(1 + taker.random.nextInt(MOST_WANTED));
            }
        }

        private void park() throws InterruptedException {
            while (memory.getIntVolatile(PAUSE) != 0) {
                memory.putIntVolatile(state(process), PARKED);
                TimeUnit.MICROSECONDS.sleep(100);
            }
        }

        private void takeAndGive(int permits) throws InterruptedException {
            memory.putIntVolatile(wanted(process), permits);
            memory.putIntVolatile(state(process), WANTS);
            take(permits);
            note(memory, process, permits);
            memory.putIntVolatile(state(process), HOLDS);
            OtherThread.spin(random.nextInt(100_000));
            memory.putIntVolatile(state(process), GIVES);
            note(memory, process, -permits);
            semaphore.release(permits);
            memory.getAndAddLong(taken(process), 1);
        }

        private void take(int permits) throws InterruptedException {
            switch (random.nextInt(3)) {
                case 0 -> semaphore.acquire(permits);
                case 1 -> semaphore.acquireUninterruptibly(permits);
                default -> {
                    boolean taken = false;
                    while (!taken) {
                        int us = random.nextInt(500);
                        taken = semaphore.tryAcquire(permits, us, TimeUnit.MICROSECONDS);
                    }
                }
            }
        }
    }
}
