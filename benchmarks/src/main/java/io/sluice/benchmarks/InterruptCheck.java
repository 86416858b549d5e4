package io.sluice.benchmarks;

import io.sluice.core.CpuSet;
import io.sluice.core.InterruptRates;
import io.sluice.core.Interrupts;
import io.sluice.core.linux.SystemFiles;
import java.util.List;
import java.util.stream.Collectors;

/** Looks at the interrupts that came to CPUs between two moments. */
final class InterruptCheck {
    /** Below that a second, a device is not at work. */
    private static final double RARE = 10;

    private static final int SHOWN = 3;

    private final CpuSet cpus;
    private final Interrupts before; // null if the kernel does not show them here

    /** Begins now. */
    InterruptCheck(SystemFiles files, CpuSet cpus) {
        this.cpus = cpus;
        this.before = files.text("proc/interrupts").isEmpty() ? null : Interrupts.now();
    }

    /** Ends now. */
    Finding finding() {
        return before == null
                ? Finding.unknown("interrupts", "/proc/interrupts is not to be read here")
                : finding(Interrupts.now().since(before).on(cpus));
    }

    static Finding finding(InterruptRates rates) {
        double all = rates.rates().stream().mapToDouble(InterruptRates.Rate::perSecond).sum();
        String found = "%,.0f/s on CPUs %s".formatted(all, rates.cpus()) + most(rates.rates());
        List<InterruptRates.Rate> devices =
                rates.rates().stream()
                        .filter(rate -> rate.line().number().isPresent() && rate.perSecond() > RARE)
                        .toList();
        if (devices.isEmpty()) {
            return Finding.fine("interrupts", found);
        }
        InterruptRates.Rate worst = devices.get(0);
        return Finding.costs(
                "interrupts",
                found,
                "%s: some us each, %,.0f times a second on CPU %d"
                        .formatted(worst.line().description(), worst.perSecond(), worst.cpu()),
                "echo OTHER-CPUS > /proc/irq/%s/smp_affinity_list, and stop irqbalance"
                        .formatted(worst.line().name()));
    }

    private static String most(List<InterruptRates.Rate> rates) {
        return rates.stream()
                .limit(SHOWN)
                .map(
                        rate ->
                                "%s %,.0f on %d"
                                        .formatted(
                                                rate.line().name(), rate.perSecond(), rate.cpu()))
                .collect(Collectors.joining(", ", ": ", ""));
    }
}
