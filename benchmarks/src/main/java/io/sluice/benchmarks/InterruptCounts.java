package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many interrupts of each kind a CPU has taken.
 *
 * <p>Source: proc_interrupts(5).
 *
 * @param byName the number or letters of the kind with what it is
 */
record InterruptCounts(Map<String, Long> byName) {
    private static final Path FILE = Path.of("/proc/interrupts");

    /** Of that CPU now. */
    static InterruptCounts read(int cpu) throws IOException {
        return parse(Files.readAllLines(FILE), cpu);
    }

    /** Of that CPU, from the lines of the file; of none if it has no column there. */
    static InterruptCounts parse(List<String> lines, int cpu) {
        List<String> columns = List.of(lines.get(0).strip().split("\\s+", -1));
        int column = columns.indexOf("CPU" + cpu);
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.strip().split("\\s+", -1);
            boolean perCpu = words.length > columns.size() + 1;
            if (column >= 0 && perCpu) {
                String what =
                        String.join(
                                " ",
                                Arrays.asList(words).subList(columns.size() + 1, words.length));
                counts.put(words[0].replace(":", "") + " " + what, Long.valueOf(words[column + 1]));
            }
        }
        return new InterruptCounts(counts);
    }

    /** Those that have come since, the most frequent first, without those that have not. */
    Map<String, Long> since(InterruptCounts before) {
        Map<String, Long> more = new LinkedHashMap<>();
        byName.entrySet().stream()
                .map(
                        now ->
                                Map.entry(
                                        now.getKey(),
                                        now.getValue()
                                                - before.byName.getOrDefault(now.getKey(), 0L)))
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> more.put(entry.getKey(), entry.getValue()));
        return more;
    }
}
