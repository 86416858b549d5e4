package io.sluice.benchmarks;

import io.sluice.core.CpuSet;
import io.sluice.core.linux.SystemFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Looks at how the kernel was booted and set up. */
final class KernelChecks {
    /** A clock that is read without a system call takes less. Source: targets, 28 against 313. */
    private static final double SLOW_CLOCK_NS = 100;

    private final SystemFiles files;
    private final CpuSet cpus;

    KernelChecks(SystemFiles files, CpuSet cpus) {
        this.files = files;
        this.cpus = cpus;
    }

    /** {@code clockNs}: what reading the clock took. */
    List<Finding> all(double clockNs) {
        return List.of(
                isolated(),
                tick(),
                callbacks(),
                clock(clockNs),
                hugePages(),
                balancing(),
                watchdog(),
                realTime());
    }

    Finding isolated() {
        return covered(
                "isolated CPUs",
                "isolcpus",
                files.text("sys/devices/system/cpu/isolated"),
                "the scheduler puts other threads on these CPUs: milliseconds each time");
    }

    Finding tick() {
        return covered(
                "tick",
                "nohz_full",
                files.text("sys/devices/system/cpu/nohz_full")
                        .map(text -> text.equals("(null)") ? "" : text)
                        .or(() -> Optional.of(parameter("nohz_full").orElse(""))),
                "the timer interrupts each CPU 100 to 1,000 times a second, 1 to 5 us each");
    }

    Finding callbacks() {
        return covered(
                "rcu callbacks",
                "rcu_nocbs",
                Optional.of(parameter("rcu_nocbs").or(() -> parameter("nohz_full")).orElse("")),
                "the kernel frees memory on these CPUs: some 10 us now and then");
    }

    /** All of the CPUs are in a list, or it costs. */
    private Finding covered(String check, String name, Optional<String> list, String cost) {
        if (list.isEmpty()) {
            return Finding.unknown(check, name + " is not to be seen here");
        }
        CpuSet covered = parse(list.get());
        CpuSet wanted = toKeep();
        if (covered.containsAll(wanted)) {
            return Finding.fine(check, name + " has " + covered);
        }
        return Finding.costs(
                check,
                name
                        + (covered.isEmpty() ? " has none" : " has only " + covered)
                        + ", not "
                        + wanted,
                cost,
                "boot with " + name + "=" + wanted + " (choose them with --cpus)");
    }

    /** One CPU has to be left to the system. */
    private CpuSet toKeep() {
        CpuSet online = files.text("sys/devices/system/cpu/online").map(CpuSet::parse).orElse(cpus);
        return cpus.containsAll(online) ? CpuSet.of(cpus.stream().skip(1).toArray()) : cpus;
    }

    /** Without flags such as {@code managed_irq,} before it; a list that says "all" has all. */
    private CpuSet parse(String list) {
        if (list.equals("all")) {
            return cpus;
        }
        String[] parts = list.split(",", -1);
        String numbers =
                String.join(
                        ",",
                        Arrays.stream(parts)
                                .filter(part -> part.matches("[0-9]+(-[0-9]+)?"))
                                .toList());
        return CpuSet.parse(numbers);
    }

    private Optional<String> parameter(String name) {
        return files.text("proc/cmdline").stream()
                .flatMap(line -> Arrays.stream(line.split(" ")))
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .findFirst();
    }

    Finding clock(double clockNs) {
        String source =
                files.text("sys/devices/system/clocksource/clocksource0/current_clocksource")
                        .orElse("unknown");
        String found = "%s, %.0f ns a reading".formatted(source, clockNs);
        if (clockNs < SLOW_CLOCK_NS) {
            return Finding.fine("clock", found + ": without a system call");
        }
        String others =
                files.text("sys/devices/system/clocksource/clocksource0/available_clocksource")
                        .orElse("unknown");
        return Finding.costs(
                "clock",
                found,
                "each System.nanoTime is a system call, or reads a slow device",
                "boot with clocksource=tsc, if it is stable here (available: " + others + ")");
    }

    Finding hugePages() {
        Optional<String> mode = chosen("sys/kernel/mm/transparent_hugepage/enabled");
        if (mode.isEmpty()) {
            return Finding.unknown("huge pages", "no transparent huge pages here");
        }
        String shm = chosen("sys/kernel/mm/transparent_hugepage/shmem_enabled").orElse("?");
        String found = mode.get() + " (/dev/shm: " + shm + ")";
        if (!mode.get().equals("always")) {
            return Finding.fine("huge pages", found + ": only who asks gets them");
        }
        return Finding.costs(
                "huge pages",
                found,
                "a fault may clear or move 2 MiB, and a daemon joins pages meanwhile: some 100 us",
                "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled");
    }

    /** The one in brackets, of several. */
    private Optional<String> chosen(String file) {
        return files.text(file)
                .filter(text -> text.indexOf('[') >= 0 && text.indexOf(']') > text.indexOf('['))
                .map(text -> text.substring(text.indexOf('[') + 1, text.indexOf(']')));
    }

    Finding balancing() {
        boolean on = files.number("proc/sys/kernel/numa_balancing").orElse(0) != 0;
        if (!on) {
            return Finding.fine("numa balancing", "off");
        }
        return Finding.costs(
                "numa balancing",
                "on",
                "pages are unmapped now and then to see who uses them: a fault each",
                "sysctl kernel.numa_balancing=0");
    }

    Finding watchdog() {
        boolean on = files.number("proc/sys/kernel/nmi_watchdog").orElse(0) != 0;
        if (!on) {
            return Finding.fine("watchdog", "no NMI watchdog");
        }
        return Finding.costs(
                "watchdog",
                "NMI watchdog",
                "an interrupt that nothing masks on every CPU, each some seconds",
                "sysctl kernel.nmi_watchdog=0");
    }

    Finding realTime() {
        OptionalInt runtimeUs = files.number("proc/sys/kernel/sched_rt_runtime_us");
        OptionalInt periodUs = files.number("proc/sys/kernel/sched_rt_period_us");
        if (runtimeUs.isEmpty() || periodUs.isEmpty()) {
            return Finding.unknown("real time", "throttling is not to be seen here");
        }
        if (runtimeUs.getAsInt() < 0) {
            return Finding.fine("real time", "not throttled");
        }
        return Finding.fine(
                "real time",
                "%,d us of each %,d: a FIFO thread that spins is stopped for the rest; sysctl"
                                .formatted(runtimeUs.getAsInt(), periodUs.getAsInt())
                        + " kernel.sched_rt_runtime_us=-1 ends that");
    }
}
