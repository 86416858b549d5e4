package io.sluice.core.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Two JVMs that increment one counter under one lock, and log it: entry i is written by whoever
 * found the counter at i, with its own running number.
 *
 * <p>Two that hold the lock at once write one entry twice, and so leave a number out. So that there
 * are two at it, and not one after the other, each waits a thousand times until the other has made
 * one, or all, and holds the lock for long now and then, which shows a lock that is none. {@code
 * -Dsluice.increments} says how many each makes.
 *
 * <pre>
 * offset  field
 *      0  the lock
 *    512  COUNTER, 8 bytes, guarded by the lock
 *    640  READY, how many have come
 *    768  START
 *    896  DONE, how many have made all
 *   4096  log, 8 bytes an entry: process in the upper half, its number in the lower, from 1
 * </pre>
 */
public final class LockProcesses {
    private static final int PROCESSES = 2;
    private static final int EACH = Integer.getInteger("sluice.increments", 500_000);
    private static final int COUNTER = 512;
    private static final int READY = 640;
    private static final int START = 768;
    private static final int DONE = 896;
    private static final int MEETINGS = 1_000;
    private static final long MEETING_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int LOG = 4096;

    /** So many increments, of which one holds the lock for long, by pauses. */
    private static final int EVERY = 16;

    private static final int PAUSES = 50;

    private LockProcesses() {}

    /** Runs them. The class has a constructor that takes a buffer and an offset. */
    public static void assertEveryIncrementIsLoggedOnce(Class<? extends Lock> lock)
            throws Exception {
        try (SharedFile file = SharedFile.create(LOG + PROCESSES * EACH * Long.BYTES)) {
            List<ChildJvm> children = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    children.add(start(file, lock, i));
                }
                run(file.memory(), lock, children);
            } finally {
                children.forEach(ChildJvm::close);
            }
        }
    }

    private static ChildJvm start(SharedFile file, Class<?> lock, int process) throws IOException {
        return ChildJvm.start(
                Incrementer.class, file.name(), lock.getName(), process + "", EACH + "");
    }

    private static void run(AtomicBuffer memory, Class<?> lock, List<ChildJvm> children)
            throws Exception {
        while (memory.getIntVolatile(READY) < PROCESSES) {
            for (ChildJvm child : children) {
                if (!child.isAlive()) {
                    throw new AssertionError(child.end());
                }
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long startNs = System.nanoTime();
        memory.putIntVolatile(START, 1);
        for (ChildJvm child : children) {
            String end = child.end(); // after what a later JDK has to warn of
            assertTrue(end.endsWith("exit 0"), end);
        }
        long elapsedNs = System.nanoTime() - startNs;
        int changes = changesOfHands(memory);
        System.out.printf(
                "%s: %d processes made %,d increments each in %,d ms; it changed hands %,d times%n",
                lock.getSimpleName(),
                PROCESSES,
                EACH,
                TimeUnit.NANOSECONDS.toMillis(elapsedNs),
                changes);
        assertTrue(
                changes >= Math.min(EACH, MEETINGS) / 2, "one after the other: changes=" + changes);
    }

    /** Checks the log meanwhile. */
    private static int changesOfHands(AtomicBuffer memory) {
        assertEquals((long) PROCESSES * EACH, memory.getLongVolatile(COUNTER));
        int[] numbers = new int[PROCESSES];
        int changes = 0;
        int previous = -1;
        for (int i = 0; i < PROCESSES * EACH; i++) {
            long entry = memory.getLong(LOG + i * Long.BYTES);
            int process = (int) (entry >>> Integer.SIZE);
            assertTrue(process < PROCESSES, "entry " + i + " is damaged");
            int number = ++numbers[process];
            if (number != (int) entry) {
                throw new AssertionError(
                        "entry %d of process %d is number %d, not %d"
                                .formatted(i, process, (int) entry, number));
            }
            changes += process != previous ? 1 : 0;
            previous = process;
        }
        return changes;
    }

    /** The lock in memory. */
    public static Lock attach(String lock, AtomicBuffer memory, int offset) throws Exception {
        Constructor<?> constructor =
                Class.forName(lock).getDeclaredConstructor(AtomicBuffer.class, int.class);
        constructor.setAccessible(true);
        return (Lock) constructor.newInstance(memory, offset);
    }

    /** What each child runs. */
    static final class Incrementer {
        public static void main(String[] args) throws Exception {
            AtomicBuffer memory = SharedFile.map(args[0]);
            Lock lock = attach(args[1], memory, 0);
            memory.getAndAddInt(READY, 1);
            while (memory.getIntVolatile(START) == 0) {
                Thread.onSpinWait();
            }
            long process = Long.parseLong(args[2]) << Integer.SIZE;
            int increments = Integer.parseInt(args[3]);
            int pace = Math.max(1, increments / MEETINGS);
            for (int i = 1; i <= increments; i++) {
                long made = increment(memory, lock, process | i);
                if (i % pace == 0) {
                    awaitOther(memory, made);
                }
            }
            memory.getAndAddInt(DONE, 1);
        }

        /** Whoever made the last one waits: never both do, unless both made it. */
        private static void awaitOther(AtomicBuffer memory, long made) {
            long startNs = System.nanoTime();
            while (memory.getLongVolatile(COUNTER) == made && memory.getIntVolatile(DONE) == 0) {
                if (System.nanoTime() - startNs > MEETING_NS) {
                    throw new AssertionError("both made increment " + made + ", or one is gone");
                }
                Thread.onSpinWait(); // keeps its CPU, so that the other gets one beside it
            }
        }

        private static void pause() {
            for (int i = 0; i < PAUSES; i++) {
                Thread.onSpinWait();
            }
        }

        private static long increment(AtomicBuffer memory, Lock lock, long entry) {
            lock.lock();
            try {
                long found = memory.getLong(COUNTER);
                memory.putLong(LOG + (int) found * Long.BYTES, entry);
                if (entry % EVERY == 0) {
                    pause();
                }
                memory.putLong(COUNTER, found + 1);
                return found + 1;
            } finally {
                lock.unlock();
            }
        }
    }
}
