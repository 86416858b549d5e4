package io.sluice.core;

import io.sluice.core.linux.SystemFiles;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many interrupts each CPU has taken since it was booted, read at one moment.
 *
 * <pre>{@code
 * Interrupts before = Interrupts.now();
 * ...
 * System.out.print(Interrupts.now().since(before).on(CpuSet.of(3)));
 * }</pre>
 *
 * <p>Immutable. Reading changes nothing; where interrupts go is {@link IrqAffinity}'s.
 *
 * <p>Source: proc(5), /proc/interrupts.
 */
public final class Interrupts {
    private static final String FILE = "/proc/interrupts";

    private final CpuSet cpus;
    private final Map<String, InterruptLine> lines;
    private final long timeNs;

    Interrupts(CpuSet cpus, List<InterruptLine> lines, long timeNs) {
        this.cpus = cpus;
        this.lines = new LinkedHashMap<>();
        this.timeNs = timeNs;
        lines.forEach(line -> this.lines.put(line.name(), line));
    }

    /**
     * The counts of now.
     *
     * @throws IllegalStateException if {@code /proc/interrupts} is not there, may not be read, or
     *     has a form that is not known
     */
    public static Interrupts now() {
        return read(Path.of("/"), System.nanoTime());
    }

    static Interrupts read(Path root, long timeNs) {
        Optional<String> text = new SystemFiles(root).text(FILE);
        return InterruptParser.parse(
                text.orElseThrow(
                        () ->
                                new IllegalStateException(
                                        FILE + " is absent or may not be read here")),
                timeNs);
    }

    /** The CPUs that are counted: those that were online. */
    public CpuSet cpus() {
        return cpus;
    }

    /** What interrupts there are, in the kernel's order. */
    public List<InterruptLine> lines() {
        return List.copyOf(lines.values());
    }

    /** The line of a number, such as {@code 24}, or of a name, such as {@code LOC}. */
    public Optional<InterruptLine> line(String name) {
        return Optional.ofNullable(lines.get(name));
    }

    /**
     * How often each interrupt came to each CPU since an earlier reading. CPUs and interrupts that
     * are not in both are left out: what they count is not known. The kernel's counters are 32 bits
     * wide and may have gone round once.
     *
     * @throws IllegalArgumentException if the other is not earlier
     */
    public InterruptRates since(Interrupts earlier) {
        long elapsedNs = timeNs - earlier.timeNs;
        if (elapsedNs <= 0) {
            throw new IllegalArgumentException("earlier is not earlier, by " + -elapsedNs + " ns");
        }
        CpuSet both = cpus.intersection(earlier.cpus);
        List<InterruptRates.Rate> rates =
                lines.values().stream()
                        .filter(line -> line.isSameAs(earlier.lines.get(line.name())))
                        .flatMap(
                                line -> line.rates(earlier.lines.get(line.name()), both, elapsedNs))
                        .sorted(Comparator.comparingLong(InterruptRates.Rate::count).reversed())
                        .toList();
        return new InterruptRates(both, elapsedNs, rates);
    }
}
