package io.sluice.futex;

import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A process of {@link ReadWriteMutexProcessesTest} that does what lines on its input say.
 *
 * <pre>
 * line       does                                                       answers
 * read       locks to read, once, and unlocks                           done
 * write      locks to write, once, and unlocks                          done
 * both TIMES writes so often in one thread, and reads in another until  done
 *            both processes have, by every method of the locks
 *
 * offset  field
 *      0  the lock
 *    256  ONE, a number; one more at each write
 *    384  OTHER, the same number
 * </pre>
 */
final class ReadWriteParty {
    static final int PROCESSES = 2;
    static final int LENGTH = 4096;
    static final int ONE = 256;
    static final int OTHER = 384;

    private static final int MOST_LINGER_NS = 2_000;

    private final AtomicBuffer memory;
    private final Lock readLock;
    private final Lock writeLock;

    private ReadWriteParty(AtomicBuffer memory) {
        ReadWriteMutex lock = new ReadWriteMutex(memory, 0);
        this.memory = memory;
        this.readLock = lock.readLock();
        this.writeLock = lock.writeLock();
    }

    public static void main(String[] args) throws Exception {
        ReadWriteParty party = new ReadWriteParty(SharedFile.map(args[0]));
        System.out.println("ready");
        Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
        while (in.hasNext()) {
            switch (in.next()) {
                case "read" -> takeOnce(party.readLock);
                case "write" -> takeOnce(party.writeLock);
                default -> party.both(in.nextInt());
            }
            System.out.println("done");
        }
    }

    @SuppressWarnings("LockNotBeforeTry")
    private static void takeOnce(Lock lock) {
        lock.lock();
        lock.unlock();
    }

    private void both(int times) throws Exception {
        OtherThread<Void> reader = OtherThread.start(() -> readAscending(PROCESSES * times));
        for (int i = 0; i < times; i++) {
            write();
        }
        reader.get();
    }

    private Void readAscending(int last) throws InterruptedException {
        int seen = 0;
        while (seen < last) {
            seen = read(seen);
        }
        return null;
    }

    private int read(int least) throws InterruptedException {
        lock(readLock);
        try {
            int number = requireEqual();
            if (number < least) {
                throw new AssertionError(number + " was read after " + least);
            }
            return number;
        } finally {
            readLock.unlock();
        }
    }

    private void write() throws InterruptedException {
        lock(writeLock);
        try {
            int next = requireEqual() + 1;
            memory.putInt(ONE, next);
            linger();
            memory.putInt(OTHER, next);
        } finally {
            writeLock.unlock();
        }
    }

    private int requireEqual() {
        int number = memory.getInt(ONE);
        linger();
        int other = memory.getInt(OTHER);
        if (number != other) {
            throw new AssertionError(number + " beside " + other);
        }
        return number;
    }

    private static void linger() {
        OtherThread.spin(ThreadLocalRandom.current().nextInt(MOST_LINGER_NS));
    }

    private static void lock(Lock lock) throws InterruptedException {
        Random random = ThreadLocalRandom.current();
        switch (random.nextInt(3)) {
            case 0 -> lock.lock();
            case 1 -> lock.lockInterruptibly();
            default -> {
                boolean locked = false;
                while (!locked) {
                    locked = lock.tryLock(random.nextInt(500), TimeUnit.MICROSECONDS);
                }
            }
        }
    }
}
