package io.sluice.benchmarks;

import io.sluice.core.Affinity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What a {@link Peer} does about locks, and {@code locks.c} but for the last line.
 *
 * <pre>
 * locks open ID FIRST DIRECTORY    opens an end, and makes        ok | unavailable REASON
 *                                  the lock if FIRST is true
 * locks run NUMBER MODE SIDE       waits for the start, and       done COUNT CPU_NS
 *                                  runs to the end of a slice
 * locks threads NUMBER MODE CPU    the same on two threads,       done COUNT CPU_NS, twice
 *                                  the second pinned to CPU
 * </pre>
 */
final class LockPeer {
    private final List<LockLoop> loops = new ArrayList<>();

    /** Replies to one command, with a line or two. */
    String reply(String[] command) throws IOException, InterruptedException {
        return switch (command[1]) {
            case "open" -> open(command[2], Boolean.parseBoolean(command[3]), Path.of(command[4]));
            case "run" -> run(loop(command), command[3], Integer.parseInt(command[4]));
            case "threads" -> threads(loop(command), command[3], Integer.parseInt(command[4]));
            default -> throw new IllegalArgumentException("no command \"" + command[1] + "\"");
        };
    }

    private LockLoop loop(String[] command) {
        return loops.get(Integer.parseInt(command[2]));
    }

    private String open(String id, boolean first, Path directory) {
        try {
            loops.add(OwnClasses.openLock(id, first, directory));
            return "ok";
        } catch (IOException | RuntimeException e) {
            return "unavailable " + Unavailable.reason(e);
        }
    }

    private static String run(LockLoop loop, String mode, int side) throws IOException {
        long[] countAndCpuNs = loop.run(mode, side);
        return "done " + countAndCpuNs[0] + " " + countAndCpuNs[1];
    }

    private static String threads(LockLoop loop, String mode, int cpu)
            throws IOException, InterruptedException {
        FutureTask<String> second =
                new FutureTask<>(
                        () -> {
                            try (Affinity pin = Affinity.pin(cpu)) {
                                return run(loop, mode, 1);
                            }
                        });
        new Thread(second, "second").start();
        String first = run(loop, mode, 0);
        try {
            return first + "\n" + second.get();
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }
}
