package io.sluice.benchmarks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** The last twenty things that were done to processes, and when. */
final class SoakEvents {
    private static final int KEPT = 20;

    private final long startNs;
    private final Deque<String> last = new ArrayDeque<>(); // guarded by this

    SoakEvents(long startNs) {
        this.startNs = startNs;
    }

    synchronized void add(String what) {
        if (last.size() == KEPT) {
            last.removeFirst();
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        last.addLast(String.format(Locale.ROOT, "%10.3f s  %s", seconds, what));
    }

    synchronized List<String> last() {
        return List.copyOf(last);
    }
}
