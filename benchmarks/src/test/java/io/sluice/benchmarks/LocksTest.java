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
class LocksTest {
    private static final String LOCKS =
            "sluice-mutex,juc-reentrant,c-pthread,sluice-condvar,c-cond";

    private static JsonObject results(Path json) throws Exception {
        return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    }

    @Test
    void runThatIsBrokenOffSaysWhatItHas() throws Exception {
        Assumptions.assumeTrue(Affinity.current().size() > 1, "two processes need two CPUs");
        KitProcess run = KitProcess.runUntil("slice ", "locks", "--seconds", "600");
        assertEquals(143, run.exit(), run.out());
        assertTrue(run.out().contains("cannot run here: the run was broken off"), run.out());
    }

    @Test
    void shortRunPrintsEveryRowAndWritesJson(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(Affinity.current().size() > 1, "two processes need two CPUs");
        Assumptions.assumeTrue(CProgram.isThere(), "no C compiler");
        Set<Path> shared = KitProcess.leftOvers("/dev/shm");
        Set<Path> programs = KitProcess.leftOvers(System.getProperty("java.io.tmpdir"));
        Path json = directory.resolve("locks.json");
        KitProcess run =
                KitProcess.run(
                        "locks", "--locks", LOCKS, "--seconds", "1", "--json", json.toString());
        assertEquals(0, run.exit(), run.out());
        for (String word : List.of("ns/pair", "share %", "p99 ns", "pthread_mutex_t", "pins")) {
            assertTrue(run.out().contains(word), word + " in: " + run.out());
        }
        List<String> rows = new ArrayList<>();
        for (JsonElement element : results(json).getAsJsonArray("results")) {
            JsonObject row = element.getAsJsonObject();
            rows.add(row.get("mode").getAsString() + " " + row.get("lock").getAsString());
            assertComplete(row);
        }
        assertEquals(
                List.of(
                        "uncontended sluice-mutex",
                        "uncontended juc-reentrant",
                        "uncontended c-pthread",
                        "contended-2 sluice-mutex",
                        "contended-2 juc-reentrant",
                        "contended-2 c-pthread",
                        "contended-4 sluice-mutex",
                        "contended-4 c-pthread",
                        "handoff-2cpu sluice-condvar",
                        "handoff-2cpu c-cond",
                        "handoff-1cpu sluice-condvar",
                        "handoff-1cpu c-cond"),
                rows);
        assertEquals(shared, KitProcess.leftOvers("/dev/shm"));
        assertEquals(programs, KitProcess.leftOvers(System.getProperty("java.io.tmpdir")));
    }

    private static void assertComplete(JsonObject row) {
        if (row.has("unavailable")) {
            assertTrue(
                    row.get("unavailable").getAsString().startsWith("no slice while"),
                    row.toString());
            return;
        }
        String mode = row.get("mode").getAsString();
        assertFalse(row.getAsJsonArray("slices").isEmpty(), row.toString());
        assertTrue(row.get("samples").getAsLong() > 0, row.toString());
        assertTrue(row.get("cpu_s_per_million").getAsDouble() > 0, row.toString());
        assertEquals(mode.startsWith("contended"), row.has("least_share"), row.toString());
        if (mode.startsWith("handoff")) {
            assertTrue(row.get("round_trips_per_s").getAsDouble() > 0, row.toString());
            assertTrue(
                    row.get("p99_ns").getAsLong() >= row.get("p50_ns").getAsLong(), row.toString());
        } else {
            assertTrue(row.get("locks_per_s").getAsDouble() > 0, row.toString());
        }
    }

    @Test
    void withoutACompilerTheRowsSaySo(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(Affinity.current().size() > 1, "two processes need two CPUs");
        Path json = directory.resolve("locks.json");
        KitProcess run =
                KitProcess.run(
                        Map.of("PATH", directory.toString()),
                        "locks",
                        "--locks",
                        "sluice-spin,c-ttas",
                        "--modes",
                        "uncontended",
                        "--seconds",
                        "0.1",
                        "--json",
                        json.toString());
        assertEquals(0, run.exit(), run.out());
        assertTrue(run.out().contains("c-ttas"), run.out());
        assertTrue(run.out().contains("cannot run here: there is no C compiler"), run.out());
        JsonObject row = results(json).getAsJsonArray("results").get(1).getAsJsonObject();
        assertEquals("c-ttas", row.get("lock").getAsString());
        assertTrue(row.get("unavailable").getAsString().contains("no C compiler"), row.toString());
    }

    @Test
    void listNamesEveryLockAndMode() throws Exception {
        KitProcess run = KitProcess.run("locks", "--list");
        assertEquals(0, run.exit(), run.out());
        for (LockType type : LockTypes.all()) {
            assertTrue(
                    run.out().contains("\n" + type.id() + " ") || run.out().startsWith(type.id()));
        }
        for (LockMode mode : LockMode.values()) {
            assertTrue(run.out().contains("\n" + mode.id() + " "), mode.id());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--locks nonsense",
                "--modes nonsense",
                "--seconds 0",
                "--seconds NaN",
                "--pin 0",
                "--pin 0,0",
                "--pin 0,8191",
                "--locks sluice-mutex --modes handoff-1cpu",
                "--nonsense"
            })
    void impossibleOptionIsRefusedWithItsValue(String options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("locks"));
        arguments.addAll(List.of(options.split(" ", -1)));
        KitProcess run = KitProcess.run(arguments.toArray(String[]::new));
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.out().contains(arguments.get(arguments.size() - 1)), run.out());
        assertFalse(run.out().contains("Exception"), run.out());
    }

    @Test
    void helpExplainsEachOption() throws Exception {
        KitProcess run = KitProcess.run("locks", "--help");
        assertEquals(0, run.exit(), run.out());
        for (String option : List.of("--locks", "--modes", "--seconds", "--pin", "--json")) {
            assertTrue(run.out().contains(option), option + " in: " + run.out());
        }
    }
}
