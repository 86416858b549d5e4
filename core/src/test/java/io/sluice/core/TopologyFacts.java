package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** All properties of a topology as lines, and the diagram that is expected of it. */
final class TopologyFacts {
    private TopologyFacts() {}

    static void assertFacts(Topology topology, String expected) {
        assertEquals(expected, facts(topology));
    }

    static void assertDiagram(Topology topology, String name) throws IOException {
        try (InputStream diagram =
                TopologyFacts.class.getResourceAsStream("/topology/" + name + ".txt")) {
            String expected = new String(diagram.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(expected, topology.toString());
        }
    }

    private static String facts(Topology topology) {
        StringBuilder facts = new StringBuilder();
        facts.append("cpus ").append(show(topology.cpus()));
        facts.append(" online ").append(show(topology.online()));
        facts.append(" offline ").append(show(topology.offline()));
        facts.append("\nisolated ").append(show(topology.isolated()));
        facts.append(" nohz_full ").append(show(topology.nohzFull()));
        facts.append("\ncpuset ").append(show(topology.cpuset()));
        facts.append(" allowed ").append(show(topology.allowed()));
        facts.append(" usable ").append(show(topology.usable())).append('\n');
        for (CpuLevel level : CpuLevel.values()) {
            facts.append(level).append(domains(topology, level));
            facts.append(" unknown ").append(show(topology.unknown(level))).append('\n');
        }
        facts.append("kinds");
        topology.kinds().forEach(kind -> facts.append(' ').append(kind.source() + " " + kind));
        facts.append("\ncapacity ");
        facts.append(
                topology.cpus().stream()
                        .mapToObj(cpu -> show(topology.capacity(cpu)))
                        .distinct()
                        .collect(Collectors.joining(" ")));
        return facts.append('\n').toString();
    }

    /** Each with its number and CPUs, or how many there are if that were too long to read. */
    private static String domains(Topology topology, CpuLevel level) {
        StringBuilder domains = new StringBuilder();
        for (CpuDomain domain : topology.domains(level)) {
            assertEquals(level, domain.level());
            assertFound(topology, domain);
            domains.append(' ').append(show(domain.id())).append('=').append(domain.cpus());
        }
        int count = topology.domains(level).size();
        return count <= 16 ? domains.toString() : " x " + count;
    }

    private static void assertFound(Topology topology, CpuDomain domain) {
        domain.cpus().stream()
                .forEach(
                        cpu ->
                                assertEquals(
                                        Optional.of(domain), topology.domain(domain.level(), cpu)));
    }

    private static String show(Optional<CpuSet> cpus) {
        return cpus.map(TopologyFacts::show).orElse("?");
    }

    private static String show(CpuSet cpus) {
        return "{" + cpus + "}";
    }

    private static String show(OptionalInt number) {
        return number.isPresent() ? "" + number.getAsInt() : "?";
    }
}
