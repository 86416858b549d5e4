package io.sluice.benchmarks;

import io.sluice.core.Affinity;
import io.sluice.core.CpuSet;
import io.sluice.core.linux.SystemFiles;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that says what on this machine costs latency. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        version = "sluice-benchmarks 0.1.0",
        sortOptions = false,
        description = {
            "Says what on this machine costs latency, how much, and which line changes it.",
            "",
            "It reads what the kernel shows under /proc and /sys, watches for a second, and changes"
                    + " nothing. It ends with 0 if nothing costs, with 1 if something does, with 2 if"
                    + " it was called wrongly."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar sluice-benchmarks.jar doctor",
            "  java -jar sluice-benchmarks.jar doctor --cpus 2-3 --json findings.json"
        })
final class Doctor implements Callable<Integer> {
    private static final int CLOCK_READINGS = 10_000;
    private static final int CLOCK_BATCHES = 101;
    private static final Path SHM = Path.of("/dev/shm");

    @Spec private CommandSpec spec;

    @Option(
            names = "--cpus",
            paramLabel = "LIST",
            description = "the CPUs that matter, as 2-3,8 (default: all this process may use)")
    private String cpus;

    @Option(names = "--json", paramLabel = "FILE", description = "write the findings there, too")
    private Path json;

    @Override
    public Integer call() throws Exception {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        CpuSet chosen = chosen();
        List<Finding> findings = findings(new SystemFiles(Path.of("/")), chosen);
        Map<String, String> machine = Machine.describe(chosen.stream().boxed().toList(), arguments);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.print(DoctorTable.format(findings, machine));
        if (json != null) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("machine", machine);
            file.put("findings", findings.stream().map(Doctor::entry).toList());
            JsonFile.write(json, file);
        }
        return DoctorTable.count(findings, Finding.Verdict.COSTS) == 0 ? 0 : 1;
    }

    private CpuSet chosen() {
        CpuSet allowed = Affinity.current();
        if (cpus == null) {
            return allowed;
        }
        try {
            CpuSet set = CpuSet.parse(cpus);
            if (!set.isEmpty() && allowed.containsAll(set)) {
                return set;
            }
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
        throw refused("--cpus " + cpus + " is not among those this process may use, " + allowed);
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static List<Finding> findings(SystemFiles files, CpuSet cpus) throws Exception {
        StealCheck steal = new StealCheck(files, cpus);
        InterruptCheck interrupts = new InterruptCheck(files, cpus);
        double clockNs = clockNs();
        TimeUnit.SECONDS.sleep(1); // what is counted needs time to happen
        List<Finding> findings = new ArrayList<>();
        findings.addAll(new CpuChecks(files, cpus).all());
        findings.add(steal.finding());
        findings.add(interrupts.finding());
        findings.addAll(new KernelChecks(files, cpus).all(clockNs));
        FileStore shm = Files.getFileStore(SHM);
        findings.addAll(new LimitChecks(files).all(shm.getTotalSpace(), shm.getUsableSpace()));
        return findings;
    }

    /** What reading the clock takes, the median of many times many. */
    private static double clockNs() {
        double[] batches = new double[CLOCK_BATCHES];
        for (int batch = 0; batch < CLOCK_BATCHES; batch++) {
            long startNs = System.nanoTime();
            long nowNs = startNs;
            for (int i = 0; i < CLOCK_READINGS; i++) {
                nowNs = System.nanoTime();
            }
            batches[batch] = (double) (nowNs - startNs) / CLOCK_READINGS;
        }
        Arrays.sort(batches);
        return batches[CLOCK_BATCHES / 2];
    }

    private static Map<String, Object> entry(Finding finding) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("check", finding.check());
        entry.put("verdict", finding.verdict().id());
        entry.put("found", finding.found());
        if (finding.verdict() == Finding.Verdict.COSTS) {
            entry.put("cost", finding.cost());
            entry.put("change", finding.change());
        }
        return entry;
    }
}
