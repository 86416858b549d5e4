package io.sluice.core;

import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One interrupt.
 *
 * @param name its number or its short name, such as {@code 24} or {@code LOC}
 * @param counts how many each CPU has taken; empty for those counted for the machine as a whole
 * @param total how many all have taken together
 * @param description the controller, the pin and the devices, as the kernel writes them, with one
 *     space between words; may be empty
 */
public record InterruptLine(
        String name, Map<Integer, Long> counts, long total, String description) {
    private static final long COUNTER_RANGE = 1L << Integer.SIZE;

    /** Makes a line that nobody changes. */
    public InterruptLine {
        counts = Map.copyOf(counts);
    }

    /** The number, by which {@link IrqAffinity} knows it; empty for those that only have a name. */
    public OptionalInt number() {
        return name.matches("[0-9]{1,9}")
                ? OptionalInt.of(Integer.parseInt(name))
                : OptionalInt.empty();
    }

    /** How many the CPU has taken; 0 if it is not counted. */
    public long count(int cpu) {
        return counts.getOrDefault(cpu, 0L);
    }

    /** Whether it is the same interrupt: a number is given to another device once it is free. */
    boolean isSameAs(InterruptLine other) {
        return other != null && description.equals(other.description);
    }

    Stream<InterruptRates.Rate> rates(InterruptLine earlier, CpuSet cpus, long elapsedNs) {
        return cpus.stream()
                .filter(cpu -> counts.containsKey(cpu) && earlier.counts.containsKey(cpu))
                .mapToObj(
                        cpu -> {
                            long more =
                                    Math.floorMod(count(cpu) - earlier.count(cpu), COUNTER_RANGE);
                            return new InterruptRates.Rate(this, cpu, more, elapsedNs);
                        })
                .filter(rate -> rate.count() > 0);
    }
}
