package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How long the hypervisor has run something else while a CPU had work, to 10 ms.
 *
 * <p>Source: proc_stat(5). Its unit is a hundredth of a second on x86-64 and aarch64.
 */
final class StealTime {
    private static final Path FILE = Path.of("/proc/stat");
    private static final int STEAL = 8;
    private static final long UNIT_NS = 10_000_000;

    private StealTime() {}

    /** Of that CPU now, since boot. */
    static long readNs(int cpu) throws IOException {
        return parseNs(Files.readAllLines(FILE), cpu);
    }

    /** Of that CPU, from the lines of the file; 0 if the kernel does not say. */
    static long parseNs(List<String> lines, int cpu) {
        for (String line : lines) {
            String[] words = line.split(" +", -1);
            if (words[0].equals("cpu" + cpu) && words.length > STEAL) {
                return Long.parseLong(words[STEAL]) * UNIT_NS;
            }
        }
        return 0;
    }
}
