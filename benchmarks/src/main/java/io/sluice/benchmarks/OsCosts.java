package io.sluice.benchmarks;

import io.sluice.core.Affinity;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that measures what the kernel and the CPU cost. */
@Command(
        name = "os-costs",
        mixinStandardHelpOptions = true,
        version = "sluice-benchmarks 0.1.0",
        sortOptions = false,
        description = {
            "Measures what the kernel and the CPU charge here, beside what textbooks say: system"
                    + " calls, clocks, page faults, context switches, threads, waiting, fences.",
            "",
            "Rows in C show the kernel's price, rows in Java what a JVM pays. Each counts what it"
                    + " caused, faults or context switches, and says so if that is not what it"
                    + " claims. Rows take turns slice by slice, pinned. It takes half a minute;"
                    + " nothing else should run meanwhile. The rows in C are compiled here, by cc."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar sluice-benchmarks.jar os-costs --json costs.json",
            "  java -jar sluice-benchmarks.jar os-costs --costs c-syscall,java-syscall --seconds 2"
        })
final class OsCosts implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--costs",
            split = ",",
            paramLabel = "ID",
            description = "which costs to measure, all by default; see --list")
    private List<String> ids;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
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
            CostTypes.all()
                    .forEach(type -> out.printf("%-16s %s%n", type.id(), type.description()));
            return 0;
        }
        CostPlan plan = plan();
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        Map<String, String> machine = Machine.describe(plan.cpus(), arguments);
        Progress progress = new Progress(System.err);
        try (AtEnd.Run run = AtEnd.run();
                Affinity pinned = Affinity.pin(plan.cpus().get(0));
                CostSession session = new CostSession(plan, progress)) {
            List<CostRow> rows = session.run();
            CostResults results = new CostResults(rows, session.clock().gigahertz());
            results.placement()
                    .ifPresent(
                            placement ->
                                    machine.put(
                                            "placement",
                                            placement + " (" + placement.meaning() + ")"));
            if (session.compiler() != null) {
                machine.put("c", session.compiler());
            }
            out.print(CostTable.format(results, machine));
            if (json != null) {
                Map<String, Object> file = new LinkedHashMap<>();
                file.put("machine", machine);
                file.put("cpu_ghz", results.gigahertz());
                file.put("results", results.entries());
                JsonFile.write(json, file);
            }
        }
        return 0;
    }

    private CostPlan plan() {
        if (!(seconds > 0 && seconds <= 86_400)) {
            throw refused("--seconds " + seconds + " is not between 0 and 86400");
        }
        try {
            List<CostType> types =
                    ids == null
                            ? CostTypes.all()
                            : ids.stream().distinct().map(CostTypes::byId).toList();
            return new CostPlan(types, seconds, pin.oneOrTwo(spec));
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
