package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OtherThread;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class SchedulingTest {
    private static final SchedulingPolicy DEADLINE =
            SchedulingPolicy.deadline(100_000, 10_000_000, 20_000_000);

    /** What the kernel says: the policy's number, the real-time priority, the nice value. */
    private static String byKernel() throws Exception {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return fields[38] + " " + fields[37] + " " + fields[16]; // proc(5): 41, 40 and 19
    }

    private static void requireRoot() throws Exception {
        String caps = Files.readString(Path.of("/proc/thread-self/status"));
        long effective =
                Long.parseUnsignedLong(caps.replaceAll("(?s).*CapEff:\\s*(\\w+).*", "$1"), 16);
        assumeTrue((effective >> 23 & 1) != 0, "needs CAP_SYS_NICE");
    }

    static Stream<List<Object>> policies() {
        return Stream.of(
                List.of(SchedulingPolicy.other(5), "0 0 5"),
                List.of(SchedulingPolicy.other(-3), "0 0 -3"),
                List.of(SchedulingPolicy.batch(2), "3 0 2"),
                List.of(SchedulingPolicy.idle(), "5 0 0"),
                List.of(SchedulingPolicy.fifo(7), "1 7 0"),
                List.of(SchedulingPolicy.roundRobin(9), "2 9 0"),
                List.of(DEADLINE, "6 0 0"));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void threadIsScheduledSoUntilClosed(List<Object> policyAndWords) throws Exception {
        requireRoot();
        SchedulingPolicy policy = (SchedulingPolicy) policyAndWords.get(0);
        String before = byKernel();
        SchedulingPolicy policyBefore = Scheduling.current();
        try (Scheduling changed = Scheduling.set(policy)) {
            assertEquals(policyAndWords.get(1), byKernel());
            assertEquals(policy, Scheduling.current());
            changed.close();
            assertEquals(before, byKernel());
        }
        assertEquals(before, byKernel());
        assertEquals(policyBefore, Scheduling.current());
    }

    @Test
    void nestedOnesComeBackOneByOne() throws Exception {
        requireRoot();
        try (Scheduling outer = Scheduling.set(SchedulingPolicy.batch(4))) {
            try (Scheduling inner = Scheduling.set(DEADLINE)) {
                assertEquals("6 0 0", byKernel().replaceAll(" \\d+$", " 0"));
                inner.close();
            }
            assertEquals("3 0 4", byKernel());
            outer.close();
        }
    }

    @Test
    void threadStartedByARealTimeThreadIsAnOrdinaryOne() throws Exception {
        requireRoot();
        for (SchedulingPolicy policy : List.of(SchedulingPolicy.fifo(3), DEADLINE)) {
            try (Scheduling changed = Scheduling.set(policy)) {
                assertEquals("0 0 0", OtherThread.elsewhere(SchedulingTest::byKernel));
                changed.close();
            }
        }
        try (Scheduling changed = Scheduling.set(SchedulingPolicy.batch(3))) {
            assertEquals("3 0 3", OtherThread.elsewhere(SchedulingTest::byKernel));
            changed.close();
        }
    }

    @Test
    void anotherThreadMayNotClose() throws Exception {
        try (Scheduling changed = Scheduling.set(Scheduling.current());
                TimerSlack slack = TimerSlack.set(TimerSlack.currentNs())) {
            for (AutoCloseable other : List.of(changed, slack)) {
                IllegalStateException e =
                        OtherThread.elsewhere(
                                () -> assertThrows(IllegalStateException.class, other::close));
                assertTrue(e.getMessage().contains(Thread.currentThread().getName()));
            }
        }
    }

    @Test
    void deadlineOfAPinnedThreadIsRefusedWithItsCpus() throws Exception {
        requireRoot();
        CpuSet all = Affinity.current();
        assumeTrue(all.size() > 1, "one CPU is every CPU");
        String before = byKernel();
        try (Affinity pin = Affinity.pin(all.first())) {
            LinuxException e = assertThrows(LinuxException.class, () -> Scheduling.set(DEADLINE));
            assertEquals("EPERM", e.errnoName());
            assertTrue(e.getMessage().contains("may run on " + all.first() + "."), e.getMessage());
            assertEquals(before, byKernel());
            pin.close();
        }
    }

    @Test
    void deadlinesBeyondTheCpusAreRefused() throws Exception {
        requireRoot();
        int cpus = Runtime.getRuntime().availableProcessors();
        SchedulingPolicy most = SchedulingPolicy.deadline(9_000_000, 10_000_000, 10_000_000);
        List<OtherThread<String>> threads =
                Stream.generate(() -> OtherThread.start(() -> admitted(most)))
                        .limit(cpus + 1)
                        .toList();
        int refused = 0;
        for (OtherThread<String> thread : threads) {
            refused += thread.get().contains("EBUSY") ? 1 : 0;
        }
        assertTrue(refused > 0, "all were admitted");
    }

    /** Holds it until every other thread has asked. */
    private static String admitted(SchedulingPolicy policy) throws InterruptedException {
        try (Scheduling changed = Scheduling.set(policy)) {
            Thread.sleep(300);
            changed.close();
            return "admitted";
        } catch (LinuxException e) {
            assertTrue(e.getMessage().contains("sched_rt_runtime_us"), e.getMessage());
            return e.errnoName();
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> SchedulingPolicy.fifo(0));
        assertThrows(IllegalArgumentException.class, () -> SchedulingPolicy.roundRobin(100));
        assertThrows(IllegalArgumentException.class, () -> SchedulingPolicy.other(20));
        assertThrows(IllegalArgumentException.class, () -> SchedulingPolicy.batch(-21));
        assertThrows(
                IllegalArgumentException.class, () -> SchedulingPolicy.deadline(1023, 5000, 5000));
        assertThrows(
                IllegalArgumentException.class, () -> SchedulingPolicy.deadline(6000, 5000, 5000));
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SchedulingPolicy.deadline(2000, 5000, 4000));
        assertTrue(e.getMessage().contains("periodNs=4000"), e.getMessage());
    }

    @Test
    void timerSlackIsTheKernelsUntilClosed() throws Exception {
        long before = slackByKernel();
        assertEquals(before, TimerSlack.currentNs());
        try (TimerSlack slack = TimerSlack.set(1234)) {
            assertEquals(1234, slackByKernel());
            assertEquals(1234, OtherThread.elsewhere(SchedulingTest::slackByKernel));
            slack.close();
            assertEquals(before, slackByKernel());
        }
        assertThrows(IllegalArgumentException.class, () -> TimerSlack.set(0));
    }

    @Test
    void timerSlackOutlivesRealTime() throws Exception {
        requireRoot();
        try (TimerSlack slack = TimerSlack.set(1234)) {
            try (Scheduling changed = Scheduling.set(SchedulingPolicy.fifo(1))) {
                changed.close();
            }
            assertEquals(1234, slackByKernel());
            slack.close();
        }
    }

    private static long slackByKernel() throws Exception {
        String thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).toString();
        Path file = Path.of("/proc", thread.replaceAll(".*/", ""), "timerslack_ns");
        return Long.parseLong(Files.readString(file).trim());
    }

    /** What an ordinary user is told. */
    static final class Ordinary {
        public static void main(String[] args) throws Exception {
            String before = byKernel();
            for (SchedulingPolicy policy :
                    List.of(
                            SchedulingPolicy.fifo(50),
                            SchedulingPolicy.other(-5),
                            SchedulingPolicy.deadline(100_000, 1_000_000, 1_000_000))) {
                try (Scheduling changed = Scheduling.set(policy)) {
                    System.out.println("obtained " + policy);
                    changed.close();
                } catch (LinuxException e) {
                    System.out.println(e.getMessage());
                }
            }
            System.out.println("as before: " + before.equals(byKernel()));
            try (Scheduling low = Scheduling.set(SchedulingPolicy.roundRobin(2))) {
                System.out.println("low " + byKernel());
                low.close();
                System.out.println("closed " + byKernel());
            } catch (LinuxException e) {
                System.out.println("low is refused");
            }
            try (Scheduling nicer = Scheduling.set(SchedulingPolicy.other(5))) {
                System.out.println("nicer " + byKernel());
                nicer.close();
            } catch (LinuxException e) {
                System.out.println("not back: " + e.getMessage());
            }
        }
    }

    @Test
    void ordinaryUserIsToldWhichCapabilityAndLimitItLacks() throws Exception {
        // Raising a hard limit takes CAP_SYS_RESOURCE, which not every root has.
        List<String> raise = List.of("prlimit", "--rtprio=3:4", "--nice=0:0");
        boolean raised =
                new ProcessBuilder("prlimit", "--rtprio=3:4", "--nice=0:0", "true")
                                .start()
                                .waitFor()
                        == 0;
        List<String> limits = raised ? raise : List.of("prlimit", "--rtprio=0:0", "--nice=0:0");
        try (ChildJvm child = ChildJvm.startWithoutCapabilities(limits, Ordinary.class)) {
            String told = child.end();
            for (String line :
                    List.of(
                            "sched_setattr(FIFO priority=50) failed: EPERM. It needs CAP_SYS_NICE",
                            "RLIMIT_RTPRIO of 50, which is soft="
                                    + (raised ? "3 hard=4" : "0 hard=0")
                                    + ": ulimit -r 50",
                            "sched_setattr(OTHER nice=-5) failed: EPERM. It needs CAP_SYS_NICE",
                            "RLIMIT_NICE of 25 (20 less the nice), which is soft=0 hard=0",
                            "periodNs=1000000) failed: EPERM. It needs CAP_SYS_NICE",
                            "as before: true",
                            raised ? "low 2 2 0\nclosed 0 0 0" : "low is refused",
                            "nicer 0 0 5",
                            "not back: sched_setattr(OTHER nice=0, as it was before) failed: EPERM",
                            "exit 0")) {
                assertTrue(told.contains(line), "\"" + line + "\" in:\n" + told);
            }
        }
    }
}
