package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sluice.core.Affinity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the command as its users do. */
@Timeout(120)
class HiccupTest {
    @Test
    void shortRunPrintsTheTablesAndWritesJson(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("hiccup.json");
        int cpu = Affinity.current().first();
        KitProcess run =
                KitProcess.run(
                        "hiccup",
                        "--cpu",
                        Integer.toString(cpu),
                        "--seconds",
                        "0.3",
                        "--threshold",
                        "200",
                        "--json",
                        json.toString());
        assertEquals(0, run.exit(), run.out());
        for (String word : List.of("stolen %", "p99.9", "interrupted", "worst, at s", "steal")) {
            assertTrue(run.out().contains(word), word + " in: " + run.out());
        }
        JsonObject file = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertEquals(cpu, file.get("cpu").getAsInt());
        assertEquals(200, file.get("threshold_ns").getAsLong());
        assertTrue(file.get("seconds").getAsDouble() >= 0.3, file.toString());
        assertTrue(file.get("clock_readings").getAsLong() > 1000, file.toString());
        JsonObject gaps = file.getAsJsonObject("gaps");
        long count = gaps.get("count").getAsLong();
        assertTrue(count > 0, "no timer interrupt in 0.3 s: " + file);
        long ofCauses = 0;
        for (GapCause cause : GapCause.values()) {
            JsonObject entry = file.getAsJsonObject("causes").getAsJsonObject(cause.id());
            ofCauses += entry.get("count").getAsLong();
        }
        assertEquals(count, ofCauses);
        assertTrue(gaps.get("stolen_share").getAsDouble() <= 1, file.toString());
        assertTrue(gaps.get("p99_ns").getAsLong() >= gaps.get("p50_ns").getAsLong());
        JsonObject longest = file.getAsJsonArray("worst").get(0).getAsJsonObject();
        assertTrue(longest.get("ns").getAsLong() > 200, file.toString());
        assertTrue(file.has("interrupts") && file.has("steal_ns"), file.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--cpu 8191",
                "--cpu nonsense",
                "--seconds 0",
                "--seconds NaN",
                "--threshold 0",
                "--nonsense"
            })
    void impossibleOptionIsRefusedWithItsValue(String options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("hiccup"));
        arguments.addAll(List.of(options.split(" ", -1)));
        KitProcess run = KitProcess.run(arguments.toArray(String[]::new));
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.out().contains(arguments.get(arguments.size() - 1)), run.out());
        assertFalse(run.out().contains("Exception"), run.out());
    }
}
