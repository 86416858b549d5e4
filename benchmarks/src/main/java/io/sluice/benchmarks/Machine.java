package io.sluice.benchmarks;

import io.sluice.core.Affinity;
import io.sluice.core.linux.Kernel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Everything a reader must know to compare two runs. */
final class Machine {
    private Machine() {}

    /** Names and values, in the order they are shown. */
    static Map<String, String> describe(List<Integer> pins, List<String> arguments)
            throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cpu", cpuModel());
        facts.put("cpus", Affinity.current().toString());
        facts.put("kernel", System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        facts.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put(
                "flags",
                String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        facts.put("native calls", Kernel.bindingName());
        facts.put("pins", pins.stream().map(String::valueOf).collect(Collectors.joining(",")));
        facts.put("command", "java -jar sluice-benchmarks.jar " + String.join(" ", arguments));
        return facts;
    }

    private static String cpuModel() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name") || line.startsWith("CPU part"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
