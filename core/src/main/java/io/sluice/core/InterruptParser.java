package io.sluice.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the text of {@code /proc/interrupts}.
 *
 * <p>The first line names a column for each online CPU. A line has a name, a colon, a count for
 * each column, and words about it, which may be numbers too. Errors are counted for the machine as
 * a whole, in one column.
 *
 * <p>Source: the kernel's {@code kernel/irq/proc.c}, {@code arch/x86/kernel/irq.c}, {@code
 * arch/arm64/kernel/smp.c}.
 */
final class InterruptParser {
    private static final String COLUMN = "CPU";
    private static final Set<String> OF_THE_MACHINE = Set.of("ERR", "MIS", "Err");

    private InterruptParser() {}

    static Interrupts parse(String text, long timeNs) {
        List<String> all = text.lines().toList();
        int[] columns = columns(all.stream().findFirst().orElseThrow(() -> unknown("")));
        List<InterruptLine> lines = new ArrayList<>();
        for (String line : all.subList(1, all.size())) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw unknown(line);
            }
            lines.add(line(line.substring(0, colon).trim(), line.substring(colon + 1), columns));
        }
        return new Interrupts(CpuSet.of(columns), lines, timeNs);
    }

    private static int[] columns(String header) {
        try {
            return words(header).stream()
                    .mapToInt(word -> Integer.parseInt(word, COLUMN.length(), word.length(), 10))
                    .toArray();
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw unknown(header);
        }
    }

    private static InterruptLine line(String name, String rest, int[] columns) {
        List<String> words = words(rest);
        int numbers = 0;
        while (numbers < Math.min(columns.length, words.size())
                && words.get(numbers).matches("[0-9]{1,18}")) {
            numbers++;
        }
        boolean ofTheMachine = OF_THE_MACHINE.contains(name) || numbers < columns.length;
        Map<Integer, Long> counts = new LinkedHashMap<>();
        long total = 0;
        for (int i = 0; i < numbers; i++) {
            long count = Long.parseLong(words.get(i));
            total += count;
            if (!ofTheMachine) {
                counts.put(columns[i], count);
            }
        }
        String description = String.join(" ", words.subList(numbers, words.size()));
        return new InterruptLine(name, counts, total, description);
    }

    private static List<String> words(String text) {
        String trimmed = text.trim();
        return trimmed.isEmpty() ? List.of() : Arrays.asList(trimmed.split("\\s+", -1));
    }

    private static IllegalStateException unknown(String line) {
        return new IllegalStateException("/proc/interrupts has an unknown form: \"" + line + "\"");
    }
}
