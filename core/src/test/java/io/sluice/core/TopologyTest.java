package io.sluice.core;

import static io.sluice.core.TopologyFacts.assertDiagram;
import static io.sluice.core.TopologyFacts.assertFacts;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines with x86 processors. */
class TopologyTest {
    @TempDir Path root;

    @Test
    void twoCpusOfAVirtualMachine() throws Exception {
        Topology topology = Machines.twoCpus(root);
        assertFacts(
                topology,
                """
                cpus {0-1} online {0-1} offline {}
                isolated {} nohz_full {}
                cpuset {0-1} allowed {0-1} usable {0-1}
                socket 0=0-1 unknown {}
                node 0=0-1 unknown {}
                L3 0=0-1 unknown {}
                cluster unknown {0-1}
                core 0=0 1=1 unknown {}
                kinds CAPACITY 1024 0-1
                capacity 1024
                """);
        assertDiagram(topology, "two-cpus");
    }

    @Test
    void twoSockets() throws Exception {
        Topology topology = Machines.twoSockets(root).cgroup("/", "0-15").topology("0-15");
        assertFacts(
                topology,
                """
                cpus {0-15} online {0-15} offline {}
                isolated {} nohz_full {}
                cpuset {0-15} allowed {0-15} usable {0-15}
                socket 0=0-3,8-11 1=4-7,12-15 unknown {}
                node 0=0-3,8-11 1=4-7,12-15 unknown {}
                L3 0=0-3,8-11 1=4-7,12-15 unknown {}
                cluster unknown {0-15}
                core 0=0,8 1=1,9 2=2,10 3=3,11 4=4,12 5=5,13 6=6,14 7=7,15 unknown {}
                kinds
                capacity ?
                """);
        assertDiagram(topology, "two-sockets");
    }

    @Test
    void containerSeesTheMachineAndMayUseItsCpuset() throws Exception {
        Topology topology =
                Machines.twoSockets(root).cgroup("/", "2-3,10-11").topology("2-3,10-11");
        assertFacts(
                topology,
                """
                cpus {0-15} online {0-15} offline {}
                isolated {} nohz_full {}
                cpuset {2-3,10-11} allowed {2-3,10-11} usable {2-3,10-11}
                socket 0=0-3,8-11 1=4-7,12-15 unknown {}
                node 0=0-3,8-11 1=4-7,12-15 unknown {}
                L3 0=0-3,8-11 1=4-7,12-15 unknown {}
                cluster unknown {0-15}
                core 0=0,8 1=1,9 2=2,10 3=3,11 4=4,12 5=5,13 6=6,14 7=7,15 unknown {}
                kinds
                capacity ?
                """);
        assertDiagram(topology, "container");
    }

    @Test
    void hyperthreadingSwitchedOffLeavesTheSecondThreadsOffline() throws Exception {
        Topology topology = Machines.smtOff(root);
        assertFacts(
                topology,
                """
                cpus {0-15} online {0-7} offline {8-15}
                isolated {} nohz_full {}
                cpuset {0-7} allowed {0-7} usable {0-7}
                socket 0=0-3 1=4-7 unknown {}
                node 0=0-3 1=4-7 unknown {}
                L3 0=0-3 1=4-7 unknown {}
                cluster unknown {0-7}
                core 0=0 1=1 2=2 3=3 4=4 5=5 6=6 7=7 unknown {}
                kinds
                capacity ?
                """);
        assertDiagram(topology, "smt-off");
    }

    @Test
    void offlineCpusInTheMiddle() throws Exception {
        Topology topology = Machines.offlineInTheMiddle(root);
        assertFacts(
                topology,
                """
                cpus {0-7} online {0-1,4,6-7} offline {2-3,5}
                isolated {} nohz_full {}
                cpuset {0-1,4,6-7} allowed {0-1,4,6-7} usable {0-1,4,6-7}
                socket 0=0-1,4,6-7 unknown {}
                node 0=0-1,4,6-7 unknown {}
                L3 0=0-1,4,6-7 unknown {}
                cluster unknown {0-1,4,6-7}
                core 0=0,4 1=1 2=6 3=7 unknown {}
                kinds
                capacity ?
                """);
        assertDiagram(topology, "offline");
    }

    @Test
    void kindsOfAHybridAreNamedByTheirCounters() throws Exception {
        Topology topology = Machines.hybrid(root);
        assertFacts(
                topology,
                """
                cpus {0-23} online {0-23} offline {}
                isolated {} nohz_full {}
                cpuset {0-23} allowed {0-23} usable {0-23}
                socket 0=0-23 unknown {}
                node 0=0-23 unknown {}
                L3 0=0-23 unknown {}
                cluster 0=0-1 8=2-3 16=4-5 24=6-7 32=8-9 40=10-11 48=12-13 56=14-15 64=16-19 72=20-23 unknown {}
                core 0=0-1 1=2-3 2=4-5 3=6-7 4=8-9 5=10-11 6=12-13 7=14-15 16=16 17=17 18=18 19=19 20=20 21=21 22=22 23=23 unknown {}
                kinds PMU P 0-15 PMU E 16-23
                capacity ?
                """);
        assertDiagram(topology, "hybrid");
    }

    @Test
    void socketOfManyL3AndFourNodes() throws Exception {
        Topology topology = Machines.epyc(root);
        assertFacts(
                topology,
                """
                cpus {0-255} online {0-255} offline {}
                isolated {} nohz_full {}
                cpuset {0-255} allowed {0-255} usable {0-255}
                socket 0=0-255 unknown {}
                node 0=0-31,128-159 1=32-63,160-191 2=64-95,192-223 3=96-127,224-255 unknown {}
                L3 0=0-7,128-135 1=8-15,136-143 2=16-23,144-151 3=24-31,152-159 4=32-39,160-167 5=40-47,168-175 6=48-55,176-183 7=56-63,184-191 8=64-71,192-199 9=72-79,200-207 10=80-87,208-215 11=88-95,216-223 12=96-103,224-231 13=104-111,232-239 14=112-119,240-247 15=120-127,248-255 unknown {}
                cluster unknown {0-255}
                core x 128 unknown {}
                kinds CAPACITY 1024 0-255
                capacity 1024
                """);
        assertDiagram(topology, "epyc");
    }

    @Test
    void isolatedCpusAreUsableAlthoughNotInherited() throws Exception {
        Topology topology = Machines.isolated(root);
        assertFacts(
                topology,
                """
                cpus {0-15} online {0-15} offline {}
                isolated {4-7,12-15} nohz_full {4-7,12-15}
                cpuset {0-15} allowed {0-3,8-11} usable {0-15}
                socket 0=0-15 unknown {}
                node 0=0-15 unknown {}
                L3 0=0-3,8-11 1=4-7,12-15 unknown {}
                cluster unknown {0-15}
                core 0=0,8 1=1,9 2=2,10 3=3,11 4=4,12 5=5,13 6=6,14 7=7,15 unknown {}
                kinds
                capacity ?
                """);
        assertDiagram(topology, "isolated");
    }

    @Test
    void cacheWiderThanANodeIsShownInParts() throws Exception {
        Topology topology = Machines.subNuma(root);
        assertFacts(
                topology,
                """
                cpus {0-7} online {0-7} offline {}
                isolated {} nohz_full ?
                cpuset {0-7} allowed {0-7} usable {0-7}
                socket 0=0-7 unknown {}
                node 0=0-3 1=4-7 unknown {}
                L3 0=0-7 unknown {}
                cluster unknown {0-7}
                core 0=0 1=1 2=2 3=3 4=4 5=5 6=6 7=7 unknown {}
                kinds
                capacity ?
                """);
        assertDiagram(topology, "sub-numa");
    }
}
