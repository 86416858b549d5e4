package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sluice.core.Affinity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the kit as its users do: a process of its own, which starts the second. */
@Timeout(300)
class KitTest {
    private static final List<String> ROWS =
            List.of(
                    "sluice-spsc",
                    "sluice-spsc-sleep",
                    "sluice-spsc-batch",
                    "sluice-spsc-disk",
                    "agrona-spsc",
                    "memfd",
                    "sluice-mpsc",
                    "sluice-mpsc-sleep",
                    "sluice-mpsc-batch",
                    "agrona-mpsc",
                    "sluice-mpsc-2p",
                    "sluice-fanin-2p",
                    "agrona-mpsc-2p",
                    "sluice-broadcast",
                    "sluice-broadcast-sleep",
                    "sluice-gated",
                    "sluice-gated-sleep",
                    "agrona-broadcast",
                    "sluice-broadcast-3c",
                    "sluice-gated-3c",
                    "agrona-broadcast-3c",
                    "sluice-rpc",
                    "sluice-rpc-sleep",
                    "aeron-ipc",
                    "chronicle-queue",
                    "disruptor",
                    "jctools-spsc",
                    "jctools-mpsc",
                    "juc-abq",
                    "juc-ltq",
                    "juc-synchronous",
                    "fifo",
                    "uds-stream",
                    "uds-dgram",
                    "uds-seqpacket",
                    "tcp",
                    "udp",
                    "posix-mq",
                    "sysv-mq",
                    "eventfd",
                    "signal",
                    "file",
                    "line",
                    "c-line",
                    "c-ring",
                    "c-futex");

    @Test
    void shortRunPrintsTheTableAndWritesJson(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(Affinity.current().size() > 1, "two processes need two CPUs");
        Set<Path> before = KitProcess.leftOvers("/dev/shm");
        Path json = directory.resolve("results.json");
        Path report = directory.resolve("report.html");
        KitProcess run =
                KitProcess.run(
                        "--report",
                        report.toString(),
                        "--transports",
                        "sluice-spsc,sluice-mpsc-2p,fifo,line",
                        "--payload",
                        "8,1024",
                        "--load",
                        "1000,1e5",
                        "--seconds",
                        "1",
                        "--json",
                        json.toString());
        assertEquals(0, run.exit(), run.out());
        for (String word : List.of("p99.9", "messages/s", "placement", "kernel", "pins")) {
            assertTrue(run.out().contains(word), word + " in: " + run.out());
        }
        JsonObject file = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertTrue(file.getAsJsonObject("machine").has("kernel"));
        JsonArray results = file.getAsJsonArray("results");
        assertEquals(2 * (2 * (2 + 2 + 1) + 1 + 1), results.size());
        assertTrue(Files.readString(report).contains("echarts"));
        for (JsonElement element : results) {
            assertComplete(element.getAsJsonObject());
        }
        assertEquals(before, KitProcess.leftOvers("/dev/shm"));
    }

    private static void assertComplete(JsonObject result) {
        assertFalse(result.get("description").getAsString().isBlank(), result.toString());
        assertEquals(
                result.get("transport").getAsString().equals("fifo"),
                result.get("kernel").getAsBoolean(),
                result.toString());
        if (result.has("unavailable")) {
            assertTrue(
                    result.get("unavailable")
                            .getAsString()
                            .matches("(no slice while|it carries some).*"),
                    result.toString());
            return;
        }
        if (result.get("mode").getAsString().equals("idle")) {
            assertTrue(result.get("cpu_percent").getAsDouble() >= 0, result.toString());
            return;
        }
        assertTrue(result.get("messages_per_s").getAsDouble() > 0, result.toString());
        assertTrue(result.get("cpu_s_per_million").getAsDouble() >= 0, result.toString());
        assertTrue(result.get("samples").getAsLong() > 0, result.toString());
        assertSlices(result);
        if (isTimed(result)) {
            assertCurve(result);
            long previous = 0;
            for (String name : List.of("min_ns", "p50_ns", "p99_ns", "p999_ns", "max_ns")) {
                assertTrue(result.get(name).getAsLong() >= previous, result.toString());
                previous = result.get(name).getAsLong();
            }
        }
    }

    private static boolean isTimed(JsonObject result) {
        return Set.of("rtt", "load").contains(result.get("mode").getAsString());
    }

    private static void assertSlices(JsonObject result) {
        List<JsonElement> slices = result.getAsJsonArray("slices").asList();
        assertFalse(slices.isEmpty(), result.toString());
        assertEquals(slices.size(), result.getAsJsonArray("cpu_slices").size(), result.toString());
        double least = slices.stream().mapToDouble(JsonElement::getAsDouble).min().orElseThrow();
        double most = slices.stream().mapToDouble(JsonElement::getAsDouble).max().orElseThrow();
        double figure = result.get(isTimed(result) ? "p50_ns" : "messages_per_s").getAsDouble();
        assertTrue(least > 0 && least <= figure && figure <= most, result.toString());
    }

    private static void assertCurve(JsonObject result) {
        double percentile = -1;
        double ns = 0;
        for (JsonElement element : result.getAsJsonArray("percentiles")) {
            JsonArray point = element.getAsJsonArray();
            assertTrue(point.get(0).getAsDouble() > percentile, result.toString());
            assertTrue(point.get(1).getAsDouble() >= ns, result.toString());
            percentile = point.get(0).getAsDouble();
            ns = point.get(1).getAsDouble();
        }
        assertTrue(percentile >= 90 && percentile <= 99.999, result.toString());
        assertTrue(ns <= result.get("max_ns").getAsDouble(), result.toString());
    }

    @Test
    void runThatIsBrokenOffSaysWhatItHas(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(Affinity.current().size() > 1, "two processes need two CPUs");
        Set<Path> before = KitProcess.leftOvers("/dev/shm");
        Path json = directory.resolve("results.json");
        KitProcess run =
                KitProcess.runUntil(
                        "slice ",
                        "--transports",
                        "sluice-spsc,line",
                        "--modes",
                        "rtt,idle",
                        "--seconds",
                        "3600",
                        "--json",
                        json.toString());
        assertEquals(143, run.exit(), run.out());
        assertTrue(run.out().contains("messages/s"), run.out());
        JsonObject file = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        JsonArray results = file.getAsJsonArray("results");
        assertTrue(
                results.asList().stream()
                        .anyMatch(result -> result.getAsJsonObject().has("messages_per_s")),
                results.toString());
        assertEquals(before, KitProcess.leftOvers("/dev/shm"));
    }

    @Test
    void listNamesEveryRow() throws Exception {
        KitProcess run = KitProcess.run("--list");
        assertEquals(0, run.exit(), run.out());
        List<String> ids =
                run.out()
                        .lines()
                        .filter(line -> !line.startsWith("WARNING"))
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .toList();
        assertEquals(ROWS, ids);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--transports nonsense",
                "--payload 7",
                "--payload 65537",
                "--modes nonsense",
                "--load 0",
                "--json /nowhere/results.json",
                "--report /nowhere/report.html",
                "--seconds 0",
                "--seconds NaN",
                "--pin 0",
                "--pin 0,0",
                "--pin 0,8191",
                "--nonsense"
            })
    void impossibleOptionIsRefusedWithItsValue(String options) throws Exception {
        String[] arguments = options.split(" ", -1);
        KitProcess run = KitProcess.run(arguments);
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.out().contains(arguments[arguments.length - 1]), run.out());
        assertFalse(run.out().contains("Exception"), run.out());
    }

    @Test
    void helpExplainsEachOption() throws Exception {
        KitProcess run = KitProcess.run("--help");
        assertEquals(0, run.exit(), run.out());
        for (String option : List.of("--transports", "--payload", "--seconds", "--pin", "--poll")) {
            assertTrue(run.out().contains(option), option + " in: " + run.out());
        }
    }
}
