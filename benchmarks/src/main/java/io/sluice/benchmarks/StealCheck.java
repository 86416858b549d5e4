package io.sluice.benchmarks;

import io.sluice.core.CpuSet;
import io.sluice.core.linux.SystemFiles;
import java.util.Arrays;

/** Looks at the time that the hypervisor gave to others, between two moments. */
final class StealCheck {
    private static final int STEAL = 7; // columns of /proc/stat, after the name: proc(5)
    private static final double MOST = 0.001;

    private final SystemFiles files;
    private final CpuSet cpus;
    private final long[] before;

    /** Begins now. */
    StealCheck(SystemFiles files, CpuSet cpus) {
        this.files = files;
        this.cpus = cpus;
        this.before = stolenAndAll();
    }

    /** Ends now. */
    Finding finding() {
        long[] now = stolenAndAll();
        long all = now[1] - before[1];
        if (all <= 0) {
            return Finding.unknown("steal", "/proc/stat does not say");
        }
        double share = (double) (now[0] - before[0]) / all;
        double sinceBoot = now[1] == 0 ? 0 : (double) now[0] / now[1];
        String found =
                "%.2f %% now, %.2f %% since boot, of these CPUs' time"
                        .formatted(100 * share, 100 * sinceBoot);
        if (share <= MOST) {
            return Finding.fine("steal", found);
        }
        return Finding.costs(
                "steal",
                found,
                "the hypervisor runs others meanwhile: milliseconds each time",
                "a dedicated host, or an instance whose CPUs are its own");
    }

    /** In ticks. */
    private long[] stolenAndAll() {
        long[] sums = new long[2];
        for (String line : files.lines("proc/stat")) {
            String[] words = line.trim().split(" +", -1);
            if (words[0].matches("cpu[0-9]+")
                    && cpus.contains(Integer.parseInt(words[0].substring(3)))
                    && words.length > STEAL + 1) {
                sums[0] += Long.parseLong(words[STEAL + 1]);
                // What guests had is in user and nice, too.
                sums[1] +=
                        Arrays.stream(words)
                                .skip(1)
                                .limit(STEAL + 1)
                                .mapToLong(Long::parseLong)
                                .sum();
            }
        }
        return sums;
    }
}
