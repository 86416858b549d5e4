package io.sluice.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Live counters: every second on a terminal, in place; every half minute elsewhere. */
final class SoakProgress {
    private static final long ON_TERMINAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long ELSEWHERE_NS = TimeUnit.SECONDS.toNanos(30);

    private final PrintStream out;
    private final boolean terminal = isTerminal();
    private long lastNs = System.nanoTime(); // of the last line

    SoakProgress(PrintStream out) {
        this.out = out;
    }

    /** Says something that stays. */
    void say(String line) {
        end();
        out.println(line);
    }

    /** Whether the counters are due. */
    boolean isDue(long nowNs) {
        return nowNs - lastNs >= (terminal ? ON_TERMINAL_NS : ELSEWHERE_NS);
    }

    void show(long nowNs, double seconds, List<SoakRow> rows) {
        lastNs = nowNs;
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%.0f s", seconds));
        long kills = 0;
        long stops = 0;
        for (SoakRow row : rows) {
            line.append(' ').append(row.kind()).append(' ').append(shortened(row.checked()));
            kills += row.kills();
            stops += row.stops();
        }
        line.append(", ").append(kills).append(" kills, ").append(stops).append(" stops");
        if (terminal) {
            out.print("\r\033[K" + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    void end() {
        if (terminal) {
            out.print("\r\033[K");
        }
    }

    private static String shortened(long count) {
        if (count < 10_000) {
            return Long.toString(count);
        }
        return String.format(
                Locale.ROOT,
                count < 10_000_000 ? "%.0fk" : "%.1fM",
                count < 10_000_000 ? count / 1e3 : count / 1e6);
    }

    private static boolean isTerminal() {
        try {
            String errorStream = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return errorStream.startsWith("/dev/pts/") || errorStream.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }
}
