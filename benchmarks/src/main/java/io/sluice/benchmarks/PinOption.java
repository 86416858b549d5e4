package io.sluice.benchmarks;

import io.sluice.core.Affinity;
import io.sluice.core.CpuSet;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option that says where the processes run. */
final class PinOption {
    @Option(
            names = "--pin",
            split = ",",
            paramLabel = "CPU",
            description = "the two CPUs to run on (default: the first two this process may use)")
    private List<Integer> pins;

    /** The CPUs, or a refusal of those that were asked for. */
    Plan.Pins pins(CommandSpec spec) {
        List<Integer> cpus = oneOrTwo(spec);
        if (pins == null && cpus.size() < 2) {
            throw refused(
                    spec,
                    "two processes that spin need two CPUs, this one may use only "
                            + Affinity.current());
        }
        if (cpus.size() < 2) {
            throw refused(spec, asked() + " is not two different CPUs such as 0,1");
        }
        return new Plan.Pins(cpus.get(0), cpus.get(1));
    }

    /** The CPUs, one where there is but one or one was asked for, or a refusal. */
    List<Integer> oneOrTwo(CommandSpec spec) {
        CpuSet allowed = Affinity.current();
        if (pins == null) {
            return allowed.stream().limit(2).boxed().toList();
        }
        if (pins.size() > 2 || pins.stream().distinct().count() < pins.size()) {
            throw refused(spec, asked() + " is not two different CPUs such as 0,1");
        }
        for (int cpu : pins) {
            if (!allowed.contains(cpu)) {
                throw refused(spec, asked() + ": CPU " + cpu + " is not among " + allowed);
            }
        }
        return List.copyOf(pins);
    }

    private String asked() {
        return "--pin " + pins.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static ParameterException refused(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
