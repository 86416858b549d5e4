package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verdicts on made-up slices, and the command as its users run it. */
@Timeout(300)
class CompareTest {
    private static final double FLOOR = 0.05;

    @TempDir private Path directory;

    private static String slices(double... slices) {
        return Arrays.toString(slices);
    }

    private static CompareFigure roundTrip(double middle, double... slices) {
        return figure("\"mode\":\"rtt\",\"p50_ns\":" + middle, slices);
    }

    private static CompareFigure stream(double middle, double... slices) {
        return figure("\"mode\":\"throughput\",\"messages_per_s\":" + middle, slices);
    }

    private static CompareFigure figure(String fields, double... slices) {
        String entry =
                "{\"transport\":\"x\",\"payload_bytes\":64,\"placement\":\"C\","
                        + fields
                        + ",\"slices\":"
                        + slices(slices)
                        + "}";
        return CompareFigure.of(JsonParser.parseString(entry).getAsJsonObject(), "transport")
                .orElseThrow();
    }

    private static void assertVerdict(
            CompareVerdict due, CompareVerdict swapped, CompareFigure a, CompareFigure b) {
        assertEquals(due, CompareVerdict.of(a, b, FLOOR));
        assertEquals(swapped, CompareVerdict.of(b, a, FLOOR), "with A and B swapped");
    }

    private static void assertUndecided(CompareFigure a, CompareFigure b) {
        assertVerdict(CompareVerdict.UNDECIDED, CompareVerdict.UNDECIDED, a, b);
    }

    @Test
    void lessIsBetterOfRoundTripsAndMoreOfMessages() {
        assertVerdict(
                CompareVerdict.BETTER,
                CompareVerdict.WORSE,
                roundTrip(200, 195, 200, 205),
                roundTrip(150, 145, 150, 155));
        assertVerdict(
                CompareVerdict.WORSE,
                CompareVerdict.BETTER,
                stream(200, 195, 200, 205),
                stream(150, 145, 150, 155));
    }

    @Test
    void lessIsBetterOfCpu() {
        assertVerdict(
                CompareVerdict.BETTER,
                CompareVerdict.WORSE,
                figure("\"mode\":\"idle\",\"cpu_percent\":200", 199, 199, 200),
                figure("\"mode\":\"idle\",\"cpu_percent\":0", 0, 0, 0.1));
    }

    @Test
    void overlappingSlicesDecideNothing() {
        assertUndecided(roundTrip(200, 150, 200, 205), roundTrip(140, 135, 140, 150));
    }

    @Test
    void differenceBelowTheFloorDecidesNothing() {
        assertUndecided(roundTrip(100, 99, 100, 101), roundTrip(105, 104, 105, 106));
        assertVerdict(
                CompareVerdict.WORSE,
                CompareVerdict.BETTER,
                roundTrip(100, 99, 100, 101),
                roundTrip(105.1, 104, 105.1, 106));
        assertEquals(
                CompareVerdict.UNDECIDED,
                CompareVerdict.of(
                        roundTrip(100, 99, 100, 101), roundTrip(120, 119, 120, 121), 0.25));
    }

    @Test
    void oneOutlierAtEachEndCountsOnlyOfFewSlices() {
        CompareFigure seven = roundTrip(200, 100, 200, 200, 200, 200, 200, 900);
        assertEquals(List.of(100.0, 900.0), List.of(seven.low(), seven.high()));
        CompareFigure eight = roundTrip(200, 100, 198, 200, 200, 200, 200, 202, 900);
        assertEquals(List.of(198.0, 202.0), List.of(eight.low(), eight.high()));
        assertVerdict(
                CompareVerdict.BETTER, CompareVerdict.WORSE, eight, roundTrip(150, 149, 150, 151));
        assertUndecided(seven, roundTrip(150, 149, 150, 151));
    }

    @Test
    void rowOfLessThanThreeSlicesIsUndecided() {
        for (CompareFigure few : List.of(roundTrip(900), roundTrip(900, 900, 901))) {
            assertUndecided(roundTrip(100, 99, 100, 101), few);
        }
    }

    private Path write(String name, String machine, String... entries) throws Exception {
        Path path = directory.resolve(name);
        Files.writeString(
                path,
                "{\"machine\":{"
                        + machine
                        + "},\"placement\":\"C\",\"results\":["
                        + String.join(",", entries)
                        + "],\"other_placements\":[]}");
        return path;
    }

    private static String row(String id, String mode, String figure, double... slices) {
        return String.format(
                Locale.ROOT,
                "{\"transport\":\"%s\",\"payload_bytes\":64,\"mode\":\"%s\",\"placement\":\"C\",%s,"
                        + "\"slices\":%s}",
                id,
                mode,
                figure,
                slices(slices));
    }

    @Test
    void tableIsThis() throws Exception {
        Path first =
                write(
                        "a.json",
                        "\"cpu\":\"old\",\"kernel\":\"6.1\",\"command\":\"x\"",
                        row("ring", "rtt", "\"p50_ns\":200", 195, 200, 205),
                        row("ring", "throughput", "\"messages_per_s\":2e7", 1.9e7, 2e7, 2.1e7),
                        row("ring", "load", "\"p50_ns\":90,\"offered_per_s\":1e6", 85, 90, 95),
                        row("ring", "idle", "\"cpu_percent\":0.5", 0.4, 0.5, 0.6),
                        row("gone", "rtt", "\"p50_ns\":200", 195, 205));
        Path second =
                write(
                        "b.json",
                        "\"cpu\":\"new\",\"kernel\":\"6.1\",\"command\":\"y\"",
                        row("ring", "rtt", "\"p50_ns\":150", 145, 150, 155),
                        row("ring", "throughput", "\"messages_per_s\":1e7", 0.9e7, 1e7, 1.1e7),
                        row("ring", "load", "\"p50_ns\":91,\"offered_per_s\":1e6", 85, 91, 99),
                        row("ring", "idle", "\"cpu_percent\":0.5", 0.4, 0.5, 0.6),
                        row("came", "rtt", "\"p50_ns\":200", 195, 205),
                        "{\"transport\":\"not\",\"mode\":\"rtt\",\"unavailable\":\"why\"}");
        KitProcess run = KitProcess.run("compare", first.toString(), second.toString());
        assertEquals(1, run.exit(), run.out());
        assertEquals(
                ReportPage.resource("compare.txt"), run.out().replaceAll("(?m)^WARNING.*\\R", ""));
    }

    @Test
    void fileComparedWithItselfIsUndecidedEverywhere() throws Exception {
        Path path = directory.resolve("results.json");
        SampleResults.write(path, SampleResults.all());
        Comparison comparison =
                Comparison.of(ResultsFile.read(path), ResultsFile.read(path), FLOOR);
        assertEquals(
                comparison.pairs().size(), comparison.count(CompareVerdict.UNDECIDED), "decided");
        assertEquals(List.of(), comparison.differences());
        assertEquals(List.of(), comparison.onlyFirst());
        KitProcess run = KitProcess.run("compare", path.toString(), path.toString());
        assertEquals(0, run.exit(), run.out());
    }

    @Test
    void swappedFilesHaveSwappedVerdicts() throws Exception {
        Path first = directory.resolve("a.json");
        Path second = directory.resolve("b.json");
        SampleResults.write(first, SampleResults.all());
        SampleResults.write(second, SampleResults.all(1.3));
        ResultsFile a = ResultsFile.read(first);
        ResultsFile b = ResultsFile.read(second);
        Comparison there = Comparison.of(a, b, FLOOR);
        Comparison back = Comparison.of(b, a, FLOOR);
        assertTrue(there.count(CompareVerdict.WORSE) > 100, "a third slower and not seen");
        assertEquals(
                there.count(CompareVerdict.WORSE), back.count(CompareVerdict.BETTER), "swapped");
        assertEquals(
                there.count(CompareVerdict.BETTER), back.count(CompareVerdict.WORSE), "swapped");
        assertEquals(1, KitProcess.run("compare", first.toString(), second.toString()).exit());
        assertEquals(0, KitProcess.run("compare", second.toString(), first.toString()).exit());
        KitProcess coarse =
                KitProcess.run("compare", "--floor", "60", first.toString(), second.toString());
        assertEquals(0, coarse.exit(), coarse.out());
    }

    @Test
    void locksAndCostsAreComparedToo() throws Exception {
        Path locks =
                write(
                        "locks.json",
                        "",
                        "{\"lock\":\"x\",\"mode\":\"contended-2\",\"placement\":\"C\","
                                + "\"locks_per_s\":5e6,\"ns_per_lock\":200,\"least_share\":0.5,"
                                + "\"slices\":[4e6,5e6,6e6]}",
                        "{\"lock\":\"x\",\"mode\":\"uncontended\",\"placement\":\"C\","
                                + "\"locks_per_s\":1e8,\"ns_per_lock\":10,\"slices\":[9,10,11]}");
        KitProcess run = KitProcess.run("compare", locks.toString(), locks.toString());
        assertEquals(0, run.exit(), run.out());
        assertTrue(run.out().contains("5,000,000 /s"), run.out());
        assertTrue(run.out().contains("9.0-11.0"), run.out());
        Path costs =
                write(
                        "costs.json",
                        "",
                        "{\"cost\":\"c-getpid\",\"ns\":70,\"ns_low\":69,\"ns_high\":75}");
        run = KitProcess.run("compare", costs.toString(), costs.toString());
        assertEquals(0, run.exit(), run.out());
        assertTrue(run.out().contains("69.0-75.0"), run.out());
        run = KitProcess.run("compare", costs.toString(), locks.toString());
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.out().contains("no row in common"), run.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "no JSON",
                "{\"machine\":{},\"results\":[]}",
                "{\"machine\":{},\"results\":[{\"transport\":null,\"mode\":1,\"slices\":[\"x\"],"
                        + "\"p50_ns\":1}]}"
            })
    void wrongInputIsOneSentence(String content) throws Exception {
        Path good = directory.resolve("good.json");
        SampleResults.write(good, SampleResults.roundTripsOnly());
        Path wrong = directory.resolve("wrong.json");
        Files.writeString(wrong, content);
        for (List<Path> files :
                List.of(
                        List.of(good, wrong),
                        List.of(wrong, good),
                        List.of(good, directory.resolve("none.json")))) {
            KitProcess run =
                    KitProcess.run("compare", files.get(0).toString(), files.get(1).toString());
            assertEquals(2, run.exit(), run.out());
            assertEquals(1, run.out().lines().count(), run.out());
            assertFalse(run.out().contains("Exception"), run.out());
        }
    }

    @ParameterizedTest
    @CsvSource({"--floor -1", "--floor NaN", "--nonsense"})
    void impossibleOptionIsRefused(String options) throws Exception {
        Path good = directory.resolve("good.json");
        SampleResults.write(good, SampleResults.roundTripsOnly());
        String[] words = (options + " " + good + " " + good).split(" ", -1);
        String[] arguments = new String[words.length + 1];
        arguments[0] = "compare";
        System.arraycopy(words, 0, arguments, 1, words.length);
        KitProcess run = KitProcess.run(arguments);
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.out().contains(words[0]), run.out());
    }

    @Test
    void changedMachineIsAWarningWithBothValues() throws Exception {
        JsonObject results = SampleResults.roundTripsOnly();
        Path first = directory.resolve("a.json");
        SampleResults.write(first, results);
        results.getAsJsonObject("machine").addProperty("jdk", "25");
        Path second = directory.resolve("b.json");
        SampleResults.write(second, results);
        KitProcess run = KitProcess.run("compare", first.toString(), second.toString());
        assertEquals(0, run.exit(), run.out());
        assertTrue(
                run.out()
                        .contains(
                                "warning: jdk was \"OpenJDK 64-Bit Server VM 17.0.15+6\","
                                        + " is \"25\""),
                run.out());
    }
}
