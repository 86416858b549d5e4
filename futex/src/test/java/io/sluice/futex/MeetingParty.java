package io.sluice.futex;

import io.sluice.core.contract.SharedFile;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A process of {@link LatchBarrierProcessesTest} that does what lines on its input say, and looks
 * whether the others are where they must be.
 *
 * <pre>
 * line                does                                answers
 * meet ROUNDS MS      meets so often, each within so long met, or what it was that ended it
 * countDown LATCHES   counts each down and waits for it   counted down
 *
 * offset      field
 *      0      the barrier
 *    128 + 4p ROUND of process p: in which it arrives, or from which it has come
 *    256 + 4l latch l
 *   4608 + 16l + 4p process p has counted latch l down
 * </pre>
 */
final class MeetingParty {
    static final int PARTIES = 3;
    static final int MOST_LATCHES = 1000;
    static final int LENGTH = 32 * 1024;

    private static final int ROUNDS = 128;
    private static final int LATCHES = 256;
    private static final int COUNTED = 4608;

    private final AtomicBuffer memory;
    private final int process;

    private MeetingParty(AtomicBuffer memory, int process) {
        this.memory = memory;
        this.process = process;
    }

    static int round(int process) {
        return ROUNDS + Integer.BYTES * process;
    }

    static int latch(int index) {
        return LATCHES + Integer.BYTES * index;
    }

    /** Where the first process notes that it has counted; the others after it. */
    static int counted(int index) {
        return COUNTED + 4 * Integer.BYTES * index;
    }

    public static void main(String[] args) throws Exception {
        MeetingParty party = new MeetingParty(SharedFile.map(args[0]), Integer.parseInt(args[1]));
        System.out.println("ready");
        Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
        while (in.hasNext()) {
            boolean meets = in.next().equals("meet");
            System.out.println(
                    meets ? party.meet(in.nextInt(), in.nextInt()) : party.countDown(in.nextInt()));
        }
    }

    private String meet(int rounds, int mostMs) throws InterruptedException {
        Barrier barrier = new Barrier(memory, 0, PARTIES);
        for (int i = 1; i <= rounds; i++) {
            memory.putInt(round(process), i);
            try {
                int unused = barrier.await(mostMs, TimeUnit.MILLISECONDS);
            } catch (BrokenBarrierException | TimeoutException e) {
                return e.getClass().getSimpleName();
            }
            for (int p = 0; p < PARTIES; p++) {
                int found = memory.getInt(round(p));
                // It may have gone round to the next, but not through it without this one.
                if (found != i && found != i + 1) {
                    throw new AssertionError("process " + p + " is in " + found + " after " + i);
                }
            }
        }
        return "met";
    }

    private String countDown(int latches) throws InterruptedException {
        for (int l = 0; l < latches; l++) {
            Latch latch = new Latch(memory, latch(l), PARTIES);
            memory.putInt(counted(l) + Integer.BYTES * process, 1);
            latch.countDown();
            latch.await();
            requireAllCounted(memory, l);
        }
        return "counted down";
    }

    static void requireAllCounted(AtomicBuffer memory, int latch) {
        for (int p = 0; p < PARTIES; p++) {
            if (memory.getInt(counted(latch) + Integer.BYTES * p) != 1) {
                throw new AssertionError("latch " + latch + " opened without process " + p);
            }
        }
    }
}
