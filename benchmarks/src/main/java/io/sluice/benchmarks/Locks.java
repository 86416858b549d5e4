package io.sluice.benchmarks;

import io.sluice.core.Affinity;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that measures locks. */
@Command(
        name = "locks",
        mixinStandardHelpOptions = true,
        version = "sluice-benchmarks 0.1.0",
        sortOptions = false,
        description = {
            "Measures locks between processes: Sluice's, the C library's, the JDK's, in one run.",
            "",
            "Up to four processes, pinned to two CPUs, lock, count and unlock for the length of a"
                    + " slice; what they counted under the lock is compared with what they say they"
                    + " did, and the run ends with an error if it differs. Rows take turns slice by"
                    + " slice. It takes about a minute; nothing else should run meanwhile. The rows"
                    + " in C are compiled here, by cc."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar sluice-benchmarks.jar locks --seconds 180 --json locks.json",
            "  java -jar sluice-benchmarks.jar locks --locks sluice-mutex,c-futex --modes contended-2"
        })
final class Locks implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--locks",
            split = ",",
            paramLabel = "ID",
            description = "which locks to measure, all by default; see --list")
    private List<String> ids;

    @Option(
            names = "--modes",
            split = ",",
            paramLabel = "MODE",
            description = "what to measure of them, all by default; see --list")
    private List<String> modes;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "40",
            description = "time to measure, without warming up (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Mixin private PinOption pin;

    @Option(names = "--json", paramLabel = "FILE", description = "write the results there, too")
    private Path json;

    @Option(names = "--list", description = "say what there is to measure, and end")
    private boolean list;

    @Override
    public Integer call() throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (list) {
            LockTypes.all()
                    .forEach(type -> out.printf("%-19s %s%n", type.id(), type.description()));
            for (LockMode mode : LockMode.values()) {
                out.printf("%-19s %s%n", mode.id(), mode.meaning());
            }
            return 0;
        }
        LockPlan plan = plan();
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        Map<String, String> machine = Machine.describe(plan.pins().both(), arguments);
        Progress progress = new Progress(System.err);
        try (AtEnd.Run run = AtEnd.run();
                Affinity pinned = Affinity.pin(plan.pins().first());
                LockSession session = new LockSession(plan, progress)) {
            LockResults results = new LockResults(session.run());
            if (session.compiler() != null) {
                machine.put("c", session.compiler());
            }
            out.print(LockTable.format(results, machine));
            if (json != null) {
                JsonFile.write(json, machine, results.counts(), results::entries);
            }
        }
        return 0;
    }

    private LockPlan plan() {
        List<LockMode> wanted = chosen(modes, List.of(LockMode.values()), LockMode::byId);
        List<LockType> types =
                chosen(ids, LockTypes.all(), LockTypes::byId).stream()
                        .filter(type -> wanted.stream().anyMatch(type.modes()::contains))
                        .toList();
        if (!(seconds > 0 && seconds <= 86_400)) {
            throw refused("--seconds " + seconds + " is not between 0 and 86400");
        }
        if (types.isEmpty()) {
            throw refused("none of --locks " + ids + " has a mode of --modes " + modes);
        }
        return new LockPlan(types, wanted, seconds, pin.pins(spec));
    }

    private <T> List<T> chosen(List<String> names, List<T> all, Function<String, T> byId) {
        try {
            return names == null ? all : names.stream().distinct().map(byId).toList();
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
