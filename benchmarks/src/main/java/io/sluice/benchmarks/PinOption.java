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
        CpuSet allowed = Affinity.current();
        if (pins == null) {
            if (allowed.size() < 2) {
                throw refused(
                        spec,
                        "two processes that spin need two CPUs, this one may use only " + allowed);
            }
            int[] two = allowed.stream().limit(2).toArray();
            return new Plan.Pins(two[0], two[1]);
        }
        String asked =
                "--pin " + pins.stream().map(String::valueOf).collect(Collectors.joining(","));
        if (pins.size() != 2 || pins.get(0).equals(pins.get(1))) {
            throw refused(spec, asked + " is not two different CPUs such as 0,1");
        }
        for (int cpu : pins) {
            if (!allowed.contains(cpu)) {
                throw refused(spec, asked + ": CPU " + cpu + " is not among " + allowed);
            }
        }
        return new Plan.Pins(pins.get(0), pins.get(1));
    }

    private static ParameterException refused(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
