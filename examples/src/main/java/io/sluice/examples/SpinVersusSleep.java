package io.sluice.examples;

import io.sluice.core.SpinLock;
import io.sluice.futex.Mutex;
import io.sluice.shm.Named;
import io.sluice.shm.SegmentOptions;
import java.util.Collections;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Compares a lock that spins with one that sleeps, each held for a short and for a long time.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.SpinVersusSleep 4
 * }</pre>
 */
public final class SpinVersusSleep {
    private SpinVersusSleep() {}

    /** Runs each case for a second, with as many threads as the first argument says. */
    public static void main(String[] args) throws InterruptedException {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 4;
        try (Named<SpinLock> spin = Named.spinLock(SegmentOptions.named("sluice-spin-example"));
                Named<Mutex> sleep = Named.mutex(SegmentOptions.named("sluice-sleep-example"))) {
            System.out.printf("%-9s%12s%14s%8s%n", "lock", "held ns", "locks/s", "CPUs");
            for (long heldNs : new long[] {0, 100_000}) {
                compare(spin.get(), heldNs, threads);
                compare(sleep.get(), heldNs, threads);
            }
        }
    }

    private static void compare(Lock lock, long heldNs, int threads) throws InterruptedException {
        long[] locked = new long[1]; // guarded by the lock
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        var before = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        var executor = Executors.newFixedThreadPool(threads);
        var task = Executors.callable(() -> use(lock, heldNs, end, locked));
        var unused = executor.invokeAll(Collections.nCopies(threads, task));
        executor.shutdown();
        var after = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        String name = lock.getClass().getSimpleName();
        double cpus = after.minus(before).toMillis() / 1e3;
        System.out.printf("%-9s%,12d%,14d%8.2f%n", name, heldNs, locked[0], cpus);
    }

    private static void use(Lock lock, long heldNs, long end, long[] locked) {
        while (System.nanoTime() < end) {
            lock.lock();
            try {
                locked[0]++;
                for (long since = System.nanoTime(); System.nanoTime() - since < heldNs; ) {}
            } finally {
                lock.unlock();
            }
        }
    }
}
