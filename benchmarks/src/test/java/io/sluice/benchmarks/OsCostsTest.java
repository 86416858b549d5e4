package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sluice.core.Affinity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the command as its users do. */
@Timeout(300)
class OsCostsTest {
    private static Map<String, JsonObject> rows(Path json) throws Exception {
        JsonObject file = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertTrue(file.getAsJsonObject("machine").has("kernel"), file.toString());
        assertTrue(file.get("cpu_ghz").getAsDouble() > 0, file.toString());
        Map<String, JsonObject> rows = new LinkedHashMap<>();
        for (JsonElement element : file.getAsJsonArray("results")) {
            JsonObject row = element.getAsJsonObject();
            rows.put(row.get("cost").getAsString(), row);
        }
        return rows;
    }

    private static void assertMeasured(JsonObject row) {
        assertTrue(row.get("ns").getAsDouble() > 0, row.toString());
        assertTrue(row.get("ns_low").getAsDouble() <= row.get("ns").getAsDouble());
        assertTrue(row.get("ns_high").getAsDouble() >= row.get("ns").getAsDouble());
        assertTrue(row.get("cycles").getAsDouble() > 0, row.toString());
        assertTrue(row.get("operations").getAsLong() > 0, row.toString());
        assertEquals(11, row.get("slices").getAsInt(), row.toString());
    }

    @Test
    void runThatIsBrokenOffSaysWhatItHas() throws Exception {
        KitProcess run = KitProcess.runUntil("slice ", "os-costs", "--seconds", "300");
        assertEquals(143, run.exit(), run.out());
        assertTrue(run.out().contains("cannot run here: the run was broken off"), run.out());
        assertTrue(run.out().contains("cycles    ns at"), run.out());
    }

    @Test
    void shortRunMeasuresEveryRowAndLeavesNothing(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(CProgram.isThere(), "no C compiler");
        Set<Path> shared = KitProcess.leftOvers("/dev/shm");
        Set<Path> programs = KitProcess.leftOvers(System.getProperty("java.io.tmpdir"));
        Path json = directory.resolve("costs.json");
        KitProcess run = KitProcess.run("os-costs", "--seconds", "0.1", "--json", json.toString());
        assertEquals(0, run.exit(), run.out());
        for (String word : List.of("low-high", "textbooks", "[1]  ", "GHz", "pins", "C library")) {
            assertTrue(run.out().contains(word), word + " in: " + run.out());
        }
        Map<String, JsonObject> rows = rows(json);
        assertEquals(
                CostTypes.all().stream().map(CostType::id).toList(), List.copyOf(rows.keySet()));
        for (JsonObject row : rows.values()) {
            assertTrue(run.out().contains("\n" + row.get("cost").getAsString() + " "), run.out());
            if (row.has("unavailable")) {
                assertTrue(run.out().contains(row.get("unavailable").getAsString()), run.out());
            } else {
                assertMeasured(row);
            }
        }
        for (String id : List.of("c-fault-anon", "c-fault-shm-new", "c-fault-shm")) {
            assertEquals(1, rows.get(id).get("counted_each").getAsDouble(), 0.05, id);
        }
        assertEquals(shared, KitProcess.leftOvers("/dev/shm"));
        assertEquals(programs, KitProcess.leftOvers(System.getProperty("java.io.tmpdir")));
    }

    @Test
    void withOneCpuTheRowsOfTwoSaySo(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("costs.json");
        int cpu = Affinity.current().first();
        KitProcess run =
                KitProcess.run(
                        "os-costs",
                        "--pin",
                        Integer.toString(cpu),
                        "--costs",
                        "java-park-2cpu,java-line,java-fence",
                        "--seconds",
                        "0.1",
                        "--json",
                        json.toString());
        assertEquals(0, run.exit(), run.out());
        Map<String, JsonObject> rows = rows(json);
        for (String id : List.of("java-park-2cpu", "java-line")) {
            String reason = rows.get(id).get("unavailable").getAsString();
            assertEquals("it needs two CPUs, and there is one: " + cpu, reason);
            assertTrue(run.out().contains(reason), run.out());
        }
        assertMeasured(rows.get("java-fence"));
    }

    @Test
    void withoutACompilerTheRowsSaySoAndThoseInJavaStand(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("costs.json");
        KitProcess run =
                KitProcess.run(
                        Map.of("PATH", directory.toString()),
                        "os-costs",
                        "--costs",
                        "c-syscall,java-syscall",
                        "--seconds",
                        "0.1",
                        "--json",
                        json.toString());
        assertEquals(0, run.exit(), run.out());
        assertTrue(run.out().contains("cannot run here: there is no C compiler"), run.out());
        Map<String, JsonObject> rows = rows(json);
        String reason = rows.get("c-syscall").get("unavailable").getAsString();
        assertTrue(reason.contains("no C compiler"), reason);
        assertMeasured(rows.get("java-syscall"));
    }

    @Test
    void listNamesEveryCost() throws Exception {
        KitProcess run = KitProcess.run("os-costs", "--list");
        assertEquals(0, run.exit(), run.out());
        for (CostType type : CostTypes.all()) {
            assertTrue(("\n" + run.out()).contains("\n" + type.id() + " "), type.id());
            assertTrue(run.out().contains(type.description()), type.id());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--costs nonsense",
                "--seconds 0",
                "--seconds NaN",
                "--pin 0,0",
                "--pin 8191",
                "--nonsense"
            })
    void impossibleOptionIsRefusedWithItsValue(String options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("os-costs"));
        arguments.addAll(List.of(options.split(" ", -1)));
        KitProcess run = KitProcess.run(arguments.toArray(String[]::new));
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.out().contains(arguments.get(arguments.size() - 1)), run.out());
        assertFalse(run.out().contains("Exception"), run.out());
    }
}
