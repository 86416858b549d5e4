package io.sluice.shm;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.SystemCall;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A process that holds one of each named lock, or that asks for semaphores as others do. */
final class NamedHolder {
    static final Runnable NONE = () -> {};

    /** Locks, by names of their own. */
    static final List<Function<String, Named<?>>> LOCKS =
            List.of(
                    name -> Named.robustMutex(SegmentOptions.named(name + "-robust"), NONE),
                    name -> Named.piMutex(SegmentOptions.named(name + "-pi"), NONE),
                    name -> Named.monitor(SegmentOptions.named(name + "-monitor"), NONE, 1),
                    name -> Named.mutex(SegmentOptions.named(name + "-mutex")),
                    name -> Named.spinLock(SegmentOptions.named(name + "-spin")),
                    name -> Named.ticketLock(SegmentOptions.named(name + "-ticket")),
                    name -> Named.readWriteMutex(SegmentOptions.named(name + "-rw")));

    /** How many of those know by their word who holds them. */
    static final int OWNED = 3;

    static final int ROUNDS = 50;
    static final int PERMITS = 9;

    private NamedHolder() {}

    static SegmentOptions semaphore(String name, int round) {
        return SegmentOptions.named(name + "-semaphore-" + round);
    }

    static SegmentOptions barrier(String name) {
        return SegmentOptions.named(name + "-barrier");
    }

    static void unlink(String name) {
        for (String kind :
                List.of("robust", "pi", "monitor", "mutex", "spin", "ticket", "rw", "plain")) {
            Segment.unlink(SegmentOptions.named(name + "-" + kind));
        }
        Segment.unlink(barrier(name));
        IntStream.range(0, ROUNDS).forEach(round -> Segment.unlink(semaphore(name, round)));
    }

    /** Holds them all, through the second argument's processes, or takes permits with those. */
    public static void main(String[] args) throws Exception {
        if (args.length > 1) {
            take(args[0], Integer.parseInt(args[1]));
        } else {
            hold(args[0]);
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // it is killed
    private static void hold(String name) throws Exception {
        for (Function<String, Named<?>> lock : LOCKS) {
            Lock recorded = lock.apply(name).recorded();
            recorded.lock();
        }
        Named.robustMutex(SegmentOptions.named(name + "-plain"), NONE).get().lock();
        System.out.println("holding as " + Kernel.call(SystemCall.GETTID));
        int unused = System.in.read();
    }

    private static void take(String name, int processes) throws Exception {
        try (var start = Named.barrier(barrier(name), processes)) {
            for (int round = 0; round < ROUNDS; round++) {
                start.get().await();
                try (var semaphore = Named.semaphore(semaphore(name, round), PERMITS)) {
                    if (!semaphore.get().tryAcquire()) {
                        throw new AssertionError("no permit in round " + round);
                    }
                }
            }
        }
        System.out.println("took " + ROUNDS);
    }
}
