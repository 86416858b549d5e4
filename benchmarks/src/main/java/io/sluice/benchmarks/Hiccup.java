package io.sluice.benchmarks;

import io.sluice.core.Affinity;
import io.sluice.core.CpuSet;
import io.sluice.core.InterruptRates;
import io.sluice.core.Interrupts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that measures what a pinned thread does not get of its CPU. */
@Command(
        name = "hiccup",
        mixinStandardHelpOptions = true,
        version = "sluice-benchmarks 0.1.0",
        sortOptions = false,
        description = {
            "Measures how quiet a CPU is: a pinned thread reads the clock without end, and every"
                    + " pause between two readings is time that something else took.",
            "",
            "Each pause has a cause, by the kernel's counts of the thread's context switches; beside"
                    + " them stand the interrupts of that CPU, the hypervisor's steal time and the"
                    + " JVM's safepoints, as far as they are told."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar sluice-benchmarks.jar hiccup --cpu 3 --seconds 60",
            "  java -jar sluice-benchmarks.jar hiccup --threshold 10000 --json hiccup.json"
        })
final class Hiccup implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--cpu",
            paramLabel = "CPU",
            description = "the CPU to watch (default: the last one this process may use)")
    private Integer cpu;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "how long to watch, without warming up (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--threshold",
            paramLabel = "NS",
            defaultValue = "1000",
            description = "the shortest pause that counts, nanoseconds (default: ${DEFAULT-VALUE})")
    private long thresholdNs;

    @Option(names = "--json", paramLabel = "FILE", description = "write the results there, too")
    private Path json;

    @Override
    public Integer call() throws Exception {
        check();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int watched = watched();
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        Map<String, String> machine = Machine.describe(List.of(watched), arguments);
        Progress progress = new Progress(System.err);
        progress.warmUp(
                String.format(Locale.ROOT, "CPU %d, then watching for %.1f s", watched, seconds));
        HiccupResults results;
        try (Affinity pinned = Affinity.pin(watched)) {
            results = watch(watched);
        }
        progress.end();
        out.print(HiccupTable.format(results, machine));
        if (json != null) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("machine", machine);
            file.putAll(results.entries());
            JsonFile.write(json, file);
        }
        return 0;
    }

    private HiccupResults watch(int watched) throws IOException {
        GapRecorder recorder = GapRecorder.warmedUp(thresholdNs);
        Interrupts interrupts = Interrupts.now();
        long stealNs = StealTime.readNs(watched);
        Optional<Safepoints> safepoints = Safepoints.read();
        recorder.run((long) (seconds * 1e9));
        Optional<Safepoints> after = Safepoints.read();
        stealNs = StealTime.readNs(watched) - stealNs;
        return new HiccupResults(
                watched,
                recorder,
                byName(Interrupts.now().since(interrupts).on(CpuSet.of(watched))),
                stealNs,
                safepoints.flatMap(before -> after.map(now -> now.since(before))));
    }

    /** How many, the most frequent first. */
    private static Map<String, Long> byName(InterruptRates rates) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (InterruptRates.Rate rate : rates.rates()) {
            counts.put(rate.line().name() + " " + rate.line().description(), rate.count());
        }
        return counts;
    }

    private void check() {
        if (!(seconds > 0 && seconds <= 86_400)) {
            throw refused("--seconds " + seconds + " is not between 0 and 86400");
        }
        if (thresholdNs < 1 || thresholdNs > 1_000_000_000) {
            throw refused("--threshold " + thresholdNs + " is not between 1 and 1000000000");
        }
    }

    /** The CPU, or a refusal. */
    private int watched() {
        CpuSet allowed = Affinity.current();
        if (cpu == null) {
            return allowed.stream().max().orElseThrow();
        }
        if (!allowed.contains(cpu)) {
            throw refused("--cpu " + cpu + ": it is not among " + allowed);
        }
        return cpu;
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
