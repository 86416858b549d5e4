package io.sluice.benchmarks;

import io.sluice.core.Scheduling;
import io.sluice.core.SchedulingPolicy;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A process of a soak: {@code KIND SLOT DIRECTORY SEED PARENT FAULT}. It says {@code ready} once it
 * has its end, then works until it is killed, or says {@code FAULT} and a sentence, and ends.
 *
 * <p>When its input ends, or its parent does, so does it, even where it is stopped.
 */
final class SoakChild {
    /** What it exits with when it has found a fault. */
    static final int EXIT_FAULT = 3;

    static final String READY = "ready";
    static final String FAULT = "FAULT ";

    private static final String NO_FAULT = "-";
    private static final int NICE = 10;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;

    private SoakChild() {}

    /** The process. */
    public static void main(String[] args) {
        endWithParent(Long.parseLong(args[4]));
        try {
            SoakActor actor = actor(args);
            actor.begin();
            System.out.println(READY);
            work(actor);
        } catch (Exception e) {
            if (!(e instanceof SoakFault)) {
                e.printStackTrace();
            }
            System.out.println(FAULT + (e instanceof SoakFault ? e.getMessage() : e));
            System.out.flush();
            Runtime.getRuntime().halt(EXIT_FAULT);
        }
    }

    /** At the end of the queue for a CPU, so that who starts is soon there. */
    private static void work(SoakActor actor) throws Exception {
        try (Scheduling last = Scheduling.set(SchedulingPolicy.other(NICE))) {
            while (last != null) {
                actor.step();
            }
        }
    }

    /** What is passed for a fault that is made, or none. */
    static String fault(SoakBreak made) {
        return made == null ? NO_FAULT : made.id();
    }

    private static void endWithParent(long parent) {
        CallResult.check(
                Kernel.call(SystemCall.PRCTL, PR_SET_PDEATHSIG, SIGKILL, 0),
                "prctl(PR_SET_PDEATHSIG, SIGKILL)");
        if (Kernel.call(SystemCall.GETPPID) != parent) {
            Runtime.getRuntime().halt(0);
        }
        Thread watch = new Thread(SoakChild::endWithInput, "parent");
        watch.setDaemon(true);
        watch.start();
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever said
            }
        } catch (IOException e) {
            System.err.println("the parent cannot be read: " + e);
        }
        Runtime.getRuntime().halt(0);
    }

    private static SoakActor actor(String[] args) throws IOException {
        SoakKind kind = SoakKind.byId(args[0]);
        int slot = Integer.parseInt(args[1]);
        Path directory = Path.of(args[2]);
        SoakBreak made = args[5].equals(NO_FAULT) ? null : SoakBreak.parse(args[5]);
        SplittableRandom random = new SplittableRandom(Long.parseLong(args[3]));
        SoakNotes notes = SoakNotes.map(Side.SECOND, directory);
        boolean intrudes = made != null && slot == 0;
        return switch (kind) {
            case MUTEX ->
                    new SoakLocker(
                            repair -> SoakLocks.mutex(directory, repair).get(),
                            notes,
                            slot,
                            random,
                            intrudes);
            case SEMAPHORE ->
                    new SoakTaker(
                            SoakLocks.semaphore(directory).get(), notes, slot, random, intrudes);
            case MONITOR ->
                    new SoakPasser(
                            repair -> SoakLocks.monitor(directory, repair).get(),
                            notes,
                            slot,
                            random,
                            intrudes);
            default -> {
                SoakRing ring = SoakRing.in(directory, kind);
                yield slot < kind.producers()
                        ? new SoakProducer(ring, notes, slot, random)
                        : new SoakConsumer(kind, ring, notes, slot, random)
                                .breakWith(made == null ? null : made.fault());
            }
        };
    }
}
