package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs JMH as its users do: from the command line, without a JVM flag, in a fork. */
@Timeout(180)
class OperationCostTest {
    @Test
    void eachRingsWriteIsMeasuredWithoutAJvmFlag(@TempDir Path directory) throws Exception {
        assertEquals(
                Set.of("SPSC", "MPSC", "FAN_IN", "BROADCAST", "GATED", "OneToOne", "ManyToOne"),
                measured(directory, "ring", "RingCost.writeAndRead$", "-p", "length=64"));
    }

    @Test
    void eachLockIsMeasuredWithoutAJvmFlag(@TempDir Path directory) throws Exception {
        assertEquals(
                Set.of("MUTEX", "ROBUST", "PI", "SPIN", "TICKET", "REENTRANT"),
                measured(directory, "lock", "LockCost.lockAndUnlock$"));
    }

    /** Runs JMH with these arguments, and returns the values of a parameter that it measured. */
    private static Set<String> measured(Path directory, String parameter, String... arguments)
            throws Exception {
        Path json = directory.resolve("costs.json");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Djmh.ignoreLock=true", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), "org.openjdk.jmh.Main"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-f", "1", "-wi", "0", "-i", "1", "-r", "10ms"));
        command.addAll(List.of("-foe", "true", "-rf", "json", "-rff", json.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        Set<String> values = new HashSet<>();
        JsonArray results = JsonParser.parseString(Files.readString(json)).getAsJsonArray();
        for (JsonElement element : results) {
            JsonObject result = element.getAsJsonObject();
            values.add(result.getAsJsonObject("params").get(parameter).getAsString());
            assertTrue(
                    result.getAsJsonObject("primaryMetric").get("score").getAsDouble() > 0,
                    result.toString());
        }
        return values;
    }
}
