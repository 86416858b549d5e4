package io.sluice.core;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How often interrupts came to CPUs between two readings.
 *
 * @param cpus the CPUs that were watched
 * @param elapsedNs how long
 * @param rates the pairs of an interrupt and a CPU that it came to, the most frequent first
 */
public record InterruptRates(CpuSet cpus, long elapsedNs, List<Rate> rates) {
    /** Makes rates that nobody changes. */
    public InterruptRates {
        rates = List.copyOf(rates);
    }

    /**
     * One interrupt on one CPU.
     *
     * @param line the interrupt, as it was at the end
     * @param cpu the CPU
     * @param count how many came, at least 1
     * @param elapsedNs in which time
     */
    public record Rate(InterruptLine line, int cpu, long count, long elapsedNs) {
        /** How many a second. */
        public double perSecond() {
            return (double) count * TimeUnit.SECONDS.toNanos(1) / elapsedNs;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "CPU %4d  %5s  %,12.1f/s  %s",
                    cpu,
                    line.name(),
                    perSecond(),
                    line.description());
        }
    }

    /** Those that came to some CPUs, such as the one a thread is pinned to. */
    public InterruptRates on(CpuSet some) {
        return new InterruptRates(
                cpus.intersection(some),
                elapsedNs,
                rates.stream().filter(rate -> some.contains(rate.cpu())).toList());
    }

    /** How often an interrupt came to a CPU a second; 0 if it did not. */
    public double perSecond(String name, int cpu) {
        return rates.stream()
                .filter(rate -> rate.cpu() == cpu && rate.line().name().equals(name))
                .mapToDouble(Rate::perSecond)
                .sum();
    }

    /** A line each. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        rates.forEach(rate -> text.append(rate).append('\n'));
        return text.isEmpty() ? "no interrupt on CPUs " + cpus + "\n" : text.toString();
    }
}
