package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
    @TempDir Path root;

    private static void assertRefused(Placement placement, Topology topology, String message) {
        PlacementException e =
                assertThrows(PlacementException.class, () -> placement.choose(topology));
        assertEquals(message, e.getMessage());
    }

    private Topology twoSockets() {
        return Machines.twoSockets(root).cgroup("/", "0-15").topology("0-15");
    }

    @Test
    void anotherCoreOfTheL3IsNeitherTheCpuNorItsSibling() {
        Placement placement = Placement.usable().in(CpuLevel.L3, 4).notIn(CpuLevel.CORE, 4);
        assertEquals(List.of(5, 6, 7, 13, 14, 15), placement.choose(twoSockets(), 6));
        PlacementException e =
                assertThrows(PlacementException.class, () -> placement.choose(twoSockets(), 7));
        assertEquals(
                "count=7 CPUs fit nowhere: usable 0-15, in the L3 of CPU 4 4-7,12-15,"
                        + " not in the core of CPU 4 5-7,13-15",
                e.getMessage());
    }

    @Test
    void isolatedCpusComeFirstAndTheOthersAfter() {
        Topology topology = Machines.isolated(root);
        assertEquals(
                List.of(4, 5, 6, 7, 12, 13, 14, 15, 0),
                Placement.usable().isolatedFirst().choose(topology, 9));
        assertEquals(4, Placement.usable().isolated().choose(topology));
        assertEquals(0, Placement.usable().choose(topology));
    }

    @Test
    void noTwoAreSiblingsNorSiblingsOfTheTaken() {
        Placement placement = Placement.usable().isolatedFirst().oneOfEachCore();
        Topology topology = Machines.isolated(root);
        assertEquals(List.of(4, 5, 6, 7, 0, 1, 2, 3), placement.choose(topology, 8));
        assertEquals(List.of(4, 6, 7), placement.choose(topology, 3, CpuSet.of(13)));
        assertThrows(PlacementException.class, () -> placement.choose(topology, 9));
        assertEquals(
                List.of(8, 9),
                Placement.usable().oneOfEachCore().among(CpuSet.parse("8-9")).choose(topology, 2));
    }

    @Test
    void nextAlternativeIsTakenIfTheFirstIsTooSmall() {
        Placement placement =
                Placement.usable()
                        .in(CpuLevel.L3, 0)
                        .isolated()
                        .orElse(Placement.usable().in(CpuLevel.NODE, 0))
                        .notIn(CpuLevel.CORE, 0);
        assertEquals(1, placement.choose(twoSockets()));
        assertEquals(
                "usable, in the L3 of CPU 0, isolated, not in the core of CPU 0, or else usable,"
                        + " in the node of CPU 0, not in the core of CPU 0",
                placement.toString());
        assertRefused(
                placement.among(CpuSet.of(0)),
                twoSockets(),
                "count=1 CPU fits nowhere: usable 0-15, in the L3 of CPU 0 0-3,8-11,"
                        + " isolated none, not in the core of CPU 0 none, among 0 none;"
                        + " or else usable 0-15, in the node of CPU 0 0-3,8-11,"
                        + " not in the core of CPU 0 1-3,9-11, among 0 none");
    }

    @Test
    void fastestKindOnly() {
        assertEquals(7, Placement.usable().fastest().choose(Machines.bigLittle(root)));
    }

    @Test
    void whatTheKernelDoesNotSayFitsNoCpu() {
        Topology topology = Machines.noCaches(root);
        assertRefused(
                Placement.usable().in(CpuLevel.L3, 0),
                topology,
                "count=1 CPU fits nowhere: usable 0-3, in the L3 of CPU 0 unknown to the kernel");
        assertRefused(
                Placement.usable().notIn(CpuLevel.NODE, 0),
                topology,
                "count=1 CPU fits nowhere: usable 0-3, not in the node of CPU 0 unknown to the"
                        + " kernel");
        Topology masked = new MachineFiles(root.resolve("masked")).topology("0-1");
        assertRefused(
                Placement.usable().fastest().isolated().oneOfEachCore(),
                masked,
                "count=1 CPU fits nowhere: usable 0-1, of the fastest kind unknown to the kernel,"
                        + " isolated unknown to the kernel, one of each core none");
        assertRefused(
                Placement.usable().oneOfEachCore(),
                masked,
                "count=1 CPU fits nowhere: usable 0-1, one of each core none");
    }

    @Test
    void cpusTheContainerDoesNotHaveAreNotChosen() {
        Topology topology =
                Machines.twoSockets(root).cgroup("/", "2-3,10-11").topology("2-3,10-11");
        assertEquals(List.of(2, 3, 10, 11), Placement.usable().choose(topology, 4));
        assertThrows(PlacementException.class, () -> Placement.usable().choose(topology, 5));
    }

    @Test
    void startedWithFewerThanTheOthersMeansNoIsolatedOnes() {
        Topology inherited = Machines.isolated(root);
        assertEquals("0-15", inherited.usable().toString());
        Topology narrowed = Topology.read(root, CpuSet.parse("0-1"));
        assertEquals("0-1", narrowed.usable().toString());
    }

    @Test
    void atLeastOneIsChosen() {
        assertThrows(
                IllegalArgumentException.class, () -> Placement.usable().choose(twoSockets(), 0));
    }
}
