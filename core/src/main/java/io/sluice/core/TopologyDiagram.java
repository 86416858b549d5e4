package io.sluice.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Draws a topology. */
final class TopologyDiagram {
    private static final int WIDTH = 96;

    private final Topology topology;
    private final Map<String, CpuSet> marks = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    TopologyDiagram(Topology topology) {
        this.topology = topology;
        marks.put("i isolated", topology.isolated().orElse(CpuSet.of()));
        marks.put("n nohz_full", topology.nohzFull().orElse(CpuSet.of()));
        marks.put("x not for this process", topology.online().without(topology.usable()));
    }

    @Override
    public String toString() {
        text.setLength(0);
        text.append(counts()).append('\n');
        draw(topology.online(), shown(), "");
        if (!topology.offline().isEmpty()) {
            text.append("offline ").append(topology.offline()).append('\n');
        }
        if (topology.kinds().size() > 1) {
            text.append("kinds by ").append(topology.kinds().get(0).source()).append(": ");
            text.append(join(topology.kinds().stream(), ", ")).append('\n');
        }
        String legend = join(legend(), "; ");
        text.append(legend).append(legend.isEmpty() ? "" : "\n");
        List<String> unknown = unknown();
        if (!unknown.isEmpty()) {
            text.append("unknown: ").append(String.join(", ", unknown)).append('\n');
        }
        return text.toString();
    }

    private String counts() {
        int cpus = topology.online().size();
        return join(
                Stream.concat(
                        Stream.of(cpus + (cpus == 1 ? " CPU" : " CPUs")),
                        Stream.of(CpuLevel.CORE, CpuLevel.L3, CpuLevel.NODE, CpuLevel.SOCKET)
                                .filter(level -> !topology.domains(level).isEmpty())
                                .map(level -> level.count(topology.domains(level).size()))),
                ", ");
    }

    /** The levels that have lines of their own. */
    private List<CpuLevel> shown() {
        return Stream.of(CpuLevel.SOCKET, CpuLevel.NODE, CpuLevel.L3, CpuLevel.CLUSTER)
                .filter(level -> !lines(level).isEmpty())
                .toList();
    }

    /** The domains with a line each: of clusters those that another line does not show anyway. */
    private List<CpuDomain> lines(CpuLevel level) {
        if (level != CpuLevel.CLUSTER) {
            return topology.domains(level);
        }
        List<CpuSet> said =
                Stream.of(CpuLevel.CORE, CpuLevel.L3, CpuLevel.NODE, CpuLevel.SOCKET)
                        .flatMap(other -> topology.domains(other).stream())
                        .map(CpuDomain::cpus)
                        .toList();
        return topology.domains(CpuLevel.CLUSTER).stream()
                .filter(cluster -> !said.contains(cluster.cpus()))
                .toList();
    }

    private void draw(CpuSet cpus, List<CpuLevel> levels, String indent) {
        if (levels.isEmpty()) {
            cores(cpus, indent); // nothing above the cores is known
            return;
        }
        CpuSet rest = cpus;
        for (CpuDomain domain : lines(levels.get(0))) {
            CpuSet part = cpus.intersection(domain.cpus());
            if (!part.isEmpty()) {
                boolean whole = part.equals(domain.cpus());
                String id = domain.id().isPresent() ? " " + domain.id().getAsInt() : "";
                String of = whole ? "" : " (part of " + domain.cpus() + ")";
                branch(part, levels, indent, domain.level() + id + of);
                rest = rest.without(part);
            }
        }
        if (!rest.isEmpty() && levels.get(0) == CpuLevel.CLUSTER) {
            text.append(indent);
            cores(rest, indent);
        } else if (!rest.isEmpty()) {
            branch(rest, levels, indent, levels.get(0) + " unknown");
        }
    }

    private void branch(CpuSet cpus, List<CpuLevel> levels, String indent, String name) {
        text.append(indent).append(name).append(": ");
        List<CpuLevel> below = levels.subList(1, levels.size());
        if (below.isEmpty()) {
            cores(cpus, indent + " ".repeat(name.length() + 2));
        } else {
            text.append(cpus).append('\n');
            draw(cpus, below, indent + "  ");
        }
    }

    /** The cores, from the end of the indent on, and in as many more lines as they need. */
    private void cores(CpuSet cpus, String indent) {
        int column = indent.length();
        for (String core : cores(cpus)) {
            boolean first = column == indent.length();
            if (!first && column + 1 + core.length() > WIDTH) {
                text.append('\n').append(indent);
                column = indent.length();
                first = true;
            }
            text.append(first ? "" : " ").append(core);
            column += core.length() + (first ? 0 : 1);
        }
        text.append('\n');
    }

    private List<String> cores(CpuSet cpus) {
        List<String> cores = new ArrayList<>();
        CpuSet rest = cpus;
        for (CpuDomain core : topology.domains(CpuLevel.CORE)) {
            CpuSet part = cpus.intersection(core.cpus());
            if (!part.isEmpty()) {
                cores.add(kind(part.first()) + "[" + marked(part) + "]");
                rest = rest.without(part);
            }
        }
        rest.stream().forEach(cpu -> cores.add(kind(cpu) + marked(CpuSet.of(cpu))));
        return cores;
    }

    private String kind(int cpu) {
        return topology.kinds().size() < 2
                ? ""
                : topology.kinds().stream()
                        .filter(kind -> kind.cpus().contains(cpu))
                        .map(kind -> kind.name() + ":")
                        .findFirst()
                        .orElse("?:");
    }

    private String marked(CpuSet cpus) {
        return join(cpus.stream().mapToObj(cpu -> cpu + marks(cpu)), " ");
    }

    private String marks(int cpu) {
        return join(
                marks.entrySet().stream()
                        .filter(mark -> mark.getValue().contains(cpu))
                        .map(mark -> mark.getKey().substring(0, 1)),
                "");
    }

    private Stream<String> legend() {
        Stream<String> brackets =
                topology.domains(CpuLevel.CORE).isEmpty()
                        ? Stream.<String>empty()
                        : Stream.of("[ ] a core");
        return Stream.concat(
                brackets,
                marks.entrySet().stream()
                        .filter(mark -> !mark.getValue().isEmpty())
                        .map(Map.Entry::getKey));
    }

    private List<String> unknown() {
        List<String> unknown = new ArrayList<>();
        for (CpuLevel level : CpuLevel.values()) {
            CpuSet cpus = topology.unknown(level);
            if (!cpus.isEmpty()) {
                unknown.add(level + (cpus.equals(topology.online()) ? "" : " of " + cpus));
            }
        }
        if (topology.kinds().isEmpty()) {
            unknown.add("kinds");
        }
        if (topology.isolated().isEmpty()) {
            unknown.add("isolated");
        }
        if (topology.nohzFull().isEmpty()) {
            unknown.add("nohz_full");
        }
        if (topology.cpuset().isEmpty()) {
            unknown.add("cpuset");
        }
        return unknown;
    }

    private static String join(Stream<?> parts, String separator) {
        return parts.map(String::valueOf).collect(Collectors.joining(separator));
    }
}
