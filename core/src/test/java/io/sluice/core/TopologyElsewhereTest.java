package io.sluice.core;

import static io.sluice.core.TopologyFacts.assertDiagram;
import static io.sluice.core.TopologyFacts.assertFacts;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines with aarch64 processors, and those that say little. */
class TopologyElsewhereTest {
    @TempDir Path root;

    @Test
    void serverWithoutAnL3() throws Exception {
        Topology topology = Machines.graviton(root);
        assertFacts(
                topology,
                """
                cpus {0-63} online {0-63} offline {}
                isolated {} nohz_full {}
                cpuset {0-63} allowed {0-63} usable {0-63}
                socket 0=0-63 unknown {}
                node 0=0-63 unknown {}
                L3 unknown {0-63}
                cluster x 64 unknown {}
                core x 64 unknown {}
                kinds CAPACITY 1024 0-63
                capacity 1024
                """);
        assertDiagram(topology, "graviton");
    }

    @Test
    void clustersBelowAnL3AndSparseNumbers() throws Exception {
        Topology topology = Machines.kunpeng(root);
        assertFacts(
                topology,
                """
                cpus {0-15} online {0-15} offline {}
                isolated {} nohz_full {}
                cpuset {0-15} allowed {0-15} usable {0-15}
                socket 36=0-7 3180=8-15 unknown {}
                node 0=0-7 2=8-15 unknown {}
                L3 24=0-7 3168=8-15 unknown {}
                cluster 56=0-3 65=4-7 74=8-11 83=12-15 unknown {}
                core 0=0 1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8 9=9 10=10 11=11 12=12 13=13 14=14 15=15 unknown {}
                kinds
                capacity ?
                """);
        assertDiagram(topology, "kunpeng");
    }

    @Test
    void kindsOfAPhoneAreToldByCapacity() throws Exception {
        Topology topology = Machines.bigLittle(root);
        assertFacts(
                topology,
                """
                cpus {0-7} online {0-7} offline {}
                isolated {} nohz_full ?
                cpuset ? allowed {0-7} usable {0-7}
                socket 0=0-7 unknown {}
                node unknown {0-7}
                L3 unknown {0-7}
                cluster 0=0-3 1=4-6 2=7 unknown {}
                core 0=0 1=1 2=2 3=3 4=4 5=5 6=6 7=7 unknown {}
                kinds CAPACITY 1024 7 CAPACITY 828 4-6 CAPACITY 325 0-3
                capacity 325 828 1024
                """);
        assertDiagram(topology, "big-little");
    }

    @Test
    void virtualMachineWithoutCachesOnAnOldKernel() throws Exception {
        Topology topology = Machines.noCaches(root);
        assertFacts(
                topology,
                """
                cpus {0-3} online {0-3} offline {}
                isolated {} nohz_full {}
                cpuset ? allowed {0-3} usable {0-3}
                socket 0=0-3 unknown {}
                node unknown {0-3}
                L3 unknown {0-3}
                cluster unknown {0-3}
                core ?=0-1 ?=2-3 unknown {}
                kinds MAX_FREQUENCY 3000 2-3 MAX_FREQUENCY 2000 0-1
                capacity ?
                """);
        assertDiagram(topology, "no-caches");
    }

    @Test
    void nothingIsKnownButWhatTheProcessMayUseIfSysfsIsMasked() throws Exception {
        Topology topology = new MachineFiles(root).topology("1,3");
        assertFacts(
                topology,
                """
                cpus {1,3} online {1,3} offline {}
                isolated ? nohz_full ?
                cpuset ? allowed {1,3} usable {1,3}
                socket unknown {1,3}
                node unknown {1,3}
                L3 unknown {1,3}
                cluster unknown {1,3}
                core unknown {1,3}
                kinds
                capacity ?
                """);
        assertDiagram(topology, "masked");
    }

    @Test
    void whatTheKernelWouldNotWriteIsNotKnown() throws Exception {
        Topology topology =
                new MachineFiles(root)
                        .sets("0-3", "0-3", "many")
                        .socket(-1, "0-1")
                        .socket(5, "2")
                        .core(0, "1")
                        .core(2, "2-3")
                        .cluster(-1, "2-3")
                        .l3(0, "")
                        .topology("0-3");
        assertFacts(
                topology,
                """
                cpus {0-3} online {0-3} offline {}
                isolated ? nohz_full ?
                cpuset ? allowed {0-3} usable {0-3}
                socket 5=2 unknown {0-1,3}
                node unknown {0-3}
                L3 unknown {0-3}
                cluster unknown {0-3}
                core 0=1 2=2-3 unknown {0}
                kinds
                capacity ?
                """);
        assertDiagram(topology, "broken");
    }
}
