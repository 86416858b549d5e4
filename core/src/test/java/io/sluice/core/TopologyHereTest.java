package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.contract.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The topology of the machine the test runs on. */
class TopologyHereTest {
    private static final String ALLOWED = "Cpus_allowed_list:";

    private static CpuSet allowedByKernel() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(ALLOWED))
                .map(line -> CpuSet.parse(line.substring(ALLOWED.length())))
                .findFirst()
                .orElseThrow();
    }

    /** The lines of lscpu that are no comment. */
    private static List<String> lscpu() throws Exception {
        Process process;
        try {
            process = new ProcessBuilder("lscpu", "-p=CPU,CORE,SOCKET,NODE,CACHE").start();
        } catch (IOException e) {
            assumeTrue(false, "there is no lscpu");
            throw e;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return output.lines().filter(line -> !line.startsWith("#")).toList();
    }

    /** What lscpu numbers: the domains of a level in the order of their first CPUs, from 0. */
    private static String index(Topology topology, CpuLevel level, int cpu) {
        for (int i = 0; i < topology.domains(level).size(); i++) {
            if (topology.domains(level).get(i).cpus().contains(cpu)) {
                return "" + i;
            }
        }
        return "";
    }

    @Test
    void everyLineOfLscpuAgrees() throws Exception {
        Topology topology = Topology.current();
        List<String> ours = new ArrayList<>();
        List<String> theirs = new ArrayList<>();
        for (String line : lscpu()) {
            // 1,1,0,0,,1,1,1,0 or 1,1,0,0,1:1:1:0: level 1 data, level 1 instructions, 2, 3
            String[] fields = line.split(",", 5);
            List<String> caches =
                    Stream.of(fields[4].split("[:,]", -1)).filter(n -> !n.isEmpty()).toList();
            String l3 = caches.size() == 4 ? caches.get(3) : "";
            theirs.add(String.join(",", List.of(fields).subList(0, 4)) + "," + l3);
            int cpu = Integer.parseInt(fields[0]);
            ours.add(
                    cpu
                            + ","
                            + index(topology, CpuLevel.CORE, cpu)
                            + ","
                            + index(topology, CpuLevel.SOCKET, cpu)
                            + ","
                            + index(topology, CpuLevel.NODE, cpu)
                            + ","
                            + index(topology, CpuLevel.L3, cpu));
        }
        assertEquals(theirs, ours);
        assertEquals(topology.online().size(), ours.size());
    }

    @Test
    void allowedIsWhatTheProcessWasStartedWithAlsoOnAPinnedThread() throws Exception {
        CpuSet before = allowedByKernel();
        try (Affinity pin = Affinity.pin(before.first())) {
            Topology topology = Topology.current();
            assertEquals(before, topology.allowed());
            assertEquals(before, allowedByKernel());
            assertTrue(topology.online().containsAll(topology.usable()));
        }
    }

    @Test
    void everyUsableCpuTakesAPin() {
        for (int cpu : Topology.current().usable().stream().toArray()) {
            Affinity.pin(cpu).close();
        }
    }

    @Test
    void processStartedWithFewerCpusSeesThatAndUsesNoOther() throws Exception {
        int last = Affinity.current().stream().max().getAsInt();
        try (Affinity pin = Affinity.pin(last);
                ChildJvm child = ChildJvm.start(Shown.class)) {
            assertEquals("allowed " + last + " usable " + last, child.awaitLine("allowed"));
        }
    }

    /** Prints what it may use. */
    static final class Shown {
        private Shown() {}

        public static void main(String[] args) {
            Topology topology = Topology.current();
            System.out.println("allowed " + topology.allowed() + " usable " + topology.usable());
        }
    }
}
