package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptsTest {
    private static final String X86 =
            """
                       CPU0       CPU1
             24:          1          0  IO-APIC   5-edge      ACPI:Ged
             36:          0      32340 PCI-MSIX-0000:00:02.0   1-edge      virtio1-req.0
             41:          7          8
            NMI:          0          0   Non-maskable interrupts
            LOC:     997001     846254   Local timer interrupts
            ERR:          3
            MIS:          0
            """;

    /** Of four CPUs, one of them offline: its column is not there. */
    private static final String AARCH64 =
            """
                       CPU0       CPU1       CPU3
             11:     510211     402133     398877     GICv3  30 Level     arch_timer
             14:         12          0          0     GICv3  65 Level     uart-pl011, other
            IPI0:      9011       8012       7013       Rescheduling interrupts
            IPI1:         0          1          2       Function call interrupts
            Err:          0
            """;

    private static final long SECOND_NS = 1_000_000_000;

    @TempDir Path root;

    private static Interrupts parse(String text, long timeNs) {
        return InterruptParser.parse(text, timeNs);
    }

    private static InterruptLine line(Interrupts interrupts, String name) {
        return interrupts.line(name).orElseThrow();
    }

    @Test
    void x86() {
        Interrupts interrupts = parse(X86, 0);
        assertEquals(CpuSet.parse("0-1"), interrupts.cpus());
        assertEquals(
                "24 36 41 NMI LOC ERR MIS",
                interrupts.lines().stream()
                        .map(InterruptLine::name)
                        .collect(Collectors.joining(" ")));
        assertEquals(
                new InterruptLine(
                        "36",
                        Map.of(0, 0L, 1, 32_340L),
                        32_340,
                        "PCI-MSIX-0000:00:02.0 1-edge virtio1-req.0"),
                line(interrupts, "36"));
        assertEquals(OptionalInt.of(36), line(interrupts, "36").number());
        assertEquals(new InterruptLine("41", Map.of(0, 7L, 1, 8L), 15, ""), line(interrupts, "41"));
        assertEquals(846_254, line(interrupts, "LOC").count(1));
        assertEquals("Local timer interrupts", line(interrupts, "LOC").description());
        assertEquals(OptionalInt.empty(), line(interrupts, "LOC").number());
        assertEquals(new InterruptLine("ERR", Map.of(), 3, ""), line(interrupts, "ERR"));
        assertEquals(Optional.empty(), interrupts.line("25"));
    }

    @Test
    void columnsAreOfOnlineCpusOnlyAndDescriptionsHaveNumbers() {
        Interrupts interrupts = parse(AARCH64, 0);
        assertEquals(CpuSet.parse("0-1,3"), interrupts.cpus());
        assertEquals(
                new InterruptLine(
                        "11",
                        Map.of(0, 510_211L, 1, 402_133L, 3, 398_877L),
                        1_311_221,
                        "GICv3 30 Level arch_timer"),
                line(interrupts, "11"));
        assertEquals(0, line(interrupts, "11").count(2));
        assertEquals("GICv3 65 Level uart-pl011, other", line(interrupts, "14").description());
        assertEquals(7_013, line(interrupts, "IPI0").count(3));
        assertEquals(Map.of(), line(interrupts, "Err").counts());
    }

    @Test
    void manyCpus() {
        String columns =
                IntStream.range(0, 512)
                        .mapToObj(cpu -> String.format("CPU%-8d", cpu))
                        .collect(Collectors.joining());
        String counts =
                IntStream.range(0, 512)
                        .mapToObj(cpu -> String.format("%10d ", 4_294_967_295L - cpu))
                        .collect(Collectors.joining());
        Interrupts interrupts =
                parse("           " + columns + "\n1024: " + counts + " 7 mlx5_comp7@pci\n", 0);
        assertEquals(512, interrupts.cpus().size());
        assertEquals(4_294_967_295L - 511, line(interrupts, "1024").count(511));
        assertEquals("7 mlx5_comp7@pci", line(interrupts, "1024").description());
    }

    @Test
    void oneCpuStillCountsErrorsForTheMachine() {
        Interrupts interrupts =
                parse("           CPU0\n  1:        9   XT-PIC      i8042\nERR:          4\n", 0);
        assertEquals(Map.of(0, 9L), line(interrupts, "1").counts());
        assertEquals(Map.of(), line(interrupts, "ERR").counts());
        assertEquals(4, line(interrupts, "ERR").total());
    }

    @Test
    void ratesAreOfTheCpuAndTheInterrupt() {
        String later =
                X86.replace("32340", "32640")
                        .replace("846254", "846256")
                        .replace("997001", "997101");
        InterruptRates rates = parse(later, 3 * SECOND_NS).since(parse(X86, SECOND_NS));
        assertEquals(150, rates.perSecond("36", 1));
        assertEquals(0, rates.perSecond("36", 0));
        assertEquals(50, rates.perSecond("LOC", 0));
        assertEquals(2 * SECOND_NS, rates.elapsedNs());
        assertEquals(
                """
                CPU    1     36         150.0/s  PCI-MSIX-0000:00:02.0 1-edge virtio1-req.0
                CPU    0    LOC          50.0/s  Local timer interrupts
                CPU    1    LOC           1.0/s  Local timer interrupts
                """,
                rates.toString());
        assertEquals(
                "CPU    0    LOC          50.0/s  Local timer interrupts\n",
                rates.on(CpuSet.of(0)).toString());
        assertEquals(
                "no interrupt on CPUs 1\n",
                parse(X86, 2).since(parse(X86, 1)).on(CpuSet.of(1)) + "");
    }

    @Test
    void counterThatWentRoundIsNoNegativeRate() {
        String before = X86.replace("32340", "4294967290");
        InterruptRates rates = parse(X86.replace("32340", "4"), SECOND_NS).since(parse(before, 0));
        assertEquals(10, rates.perSecond("36", 1));
    }

    @Test
    void whatIsNotInBothReadingsHasNoRate() {
        String reused = AARCH64.replace("uart-pl011", "eth0").replace(" 12 ", " 99 ");
        String grown =
                reused.replace("CPU3", "CPU2")
                        .replace("510211", "510221")
                        .replace("402133", "402134");
        InterruptRates rates = parse(grown, SECOND_NS).since(parse(AARCH64, 0));
        assertEquals(CpuSet.parse("0-1"), rates.cpus());
        assertEquals(
                """
                CPU    0     11          10.0/s  GICv3 30 Level arch_timer
                CPU    1     11           1.0/s  GICv3 30 Level arch_timer
                """,
                rates.toString());
    }

    @Test
    void anotherFormIsRefused() {
        for (String text : new String[] {"", "CPU0 CPUx\n", "cpus 2\n", "CPU0\nno name\n"}) {
            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> parse(text, 0), text);
            assertTrue(e.getMessage().contains("unknown form"), e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> parse(X86, 1).since(parse(X86, 1)));
        assertThrows(IllegalStateException.class, () -> Interrupts.read(root, 0));
    }

    @Test
    void thisMachineCountsItsOnlineCpusAndTicksOn() {
        Interrupts before = Interrupts.now();
        assertEquals(Topology.current().online(), before.cpus());
        InterruptRates rates = Interrupts.now().since(before);
        for (long until = System.nanoTime() + 20 * SECOND_NS; rates.rates().isEmpty(); ) {
            assertTrue(System.nanoTime() < until, "no interrupt in 20 s");
            rates = Interrupts.now().since(before);
        }
        InterruptRates.Rate most = rates.rates().get(0);
        assertTrue(most.perSecond() > 0, most.toString());
        assertTrue(before.cpus().contains(most.cpu()), most.toString());
    }
}
