package io.sluice.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** One line of progress on a terminal, rewritten in place; a line now and then elsewhere. */
final class Progress {
    private static final long LINE_EVERY_NS = 5_000_000_000L;

    private final PrintStream out;
    private final boolean terminal = isTerminal();
    private long startNs; // of the first slice
    private long lastNs; // of the last line printed

    Progress(PrintStream out) {
        this.out = out;
    }

    void warmUp(String what) {
        print("warming up " + what);
    }

    void slice(int done, int total, String what) {
        long now = System.nanoTime();
        if (startNs == 0) {
            startNs = now;
        }
        double left = (now - startNs) / 1e9 / Math.max(1, done - 1) * (total - done + 1);
        String remaining =
                done < total / 20 + 2 ? "" : String.format(Locale.ROOT, ", %.0f s left", left);
        print(String.format(Locale.ROOT, "slice %d of %d: %s%s", done, total, what, remaining));
    }

    void end() {
        if (terminal) {
            out.print("\r\033[K");
        }
    }

    private static boolean isTerminal() {
        try {
            String errorStream = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return errorStream.startsWith("/dev/pts/") || errorStream.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    private void print(String line) {
        long now = System.nanoTime();
        if (terminal) {
            out.print("\r\033[K" + line);
            out.flush();
        } else if (lastNs == 0 || now - lastNs > LINE_EVERY_NS) {
            lastNs = now;
            out.println(line);
        }
    }
}
