package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Runs the command as its users do, with kills, with faults that are made, and killed itself. */
@Timeout(300)
class SoakTest {
    private static final List<Process> STARTED = new ArrayList<>();

    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    /** What a run that has found a fault has kept, removed; its lines are returned. */
    private static List<String> report(KitProcess run) throws Exception {
        Matcher kept = Pattern.compile("kept to be looked at: (\\S+)").matcher(run.out());
        assertTrue(kept.find(), run.out());
        Path directory = Path.of(kept.group(1));
        assertTrue(Files.isDirectory(directory), run.out());
        remove(directory);
        return run.out().lines().toList();
    }

    @Test
    void allThatIsKilledAndStoppedIsReplacedAndNothingIsWrong(@TempDir Path directory)
            throws Exception {
        Path json = directory.resolve("soak.json");
        KitProcess run =
                KitProcess.run(
                        "soak", "--seconds", "12", "--kill-every", "300", "--json", json + "");
        assertEquals(0, run.exit(), run.out());
        JsonObject file = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        long kills = 0;
        List<String> kinds = new ArrayList<>();
        for (JsonElement element : file.getAsJsonArray("results")) {
            JsonObject row = element.getAsJsonObject();
            kinds.add(row.get("kind").getAsString());
            assertTrue(row.get("checked").getAsLong() > 0, row.toString());
            assertEquals(0, row.get("faults").getAsLong(), row.toString());
            assertEquals(
                    row.get("kills").getAsLong(), row.get("restarts").getAsLong(), row.toString());
            kills += row.get("kills").getAsLong();
        }
        assertEquals(SoakKind.ids(), String.join(",", kinds));
        assertTrue(kills > 0, run.out());
        assertEquals("time_is_over", file.get("end").getAsString());
        assertTrue(run.out().contains("seed " + file.get("seed").getAsLong()), run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lose", "alter", "reorder", "repeat"})
    void faultOfARingIsFoundAndSaid(String fault) throws Exception {
        Map<String, String> sentences =
                Map.of(
                        "lose", ": lost: expected message ",
                        "alter", ": altered: ",
                        "reorder", ": out of order: expected message ",
                        "repeat", ": repeated beyond the contract: message ");
        for (String found : broken(SoakKind::isRing, fault)) {
            assertTrue(found.contains(" consumer "), found);
            assertTrue(found.contains(sentences.get(fault)), found);
        }
    }

    @Test
    void intruderOfALockIsFoundAndSaid() throws Exception {
        for (String found : broken(kind -> !kind.isRing(), "intrude")) {
            assertTrue(found.contains(" process "), found);
            assertTrue(
                    found.contains("at work on the record")
                            || found.contains("half changed")
                            || found.contains("is not in the record")
                            || found.contains("permits are in use"),
                    found);
        }
    }

    /** Runs some kinds until the fault of each is found; returns what was said of each. */
    private static List<String> broken(Predicate<SoakKind> which, String fault) throws Exception {
        List<String> kinds =
                Stream.of(SoakKind.values()).filter(which).map(SoakKind::id).sorted().toList();
        String made = kinds.stream().map(id -> id + ":" + fault).collect(Collectors.joining(","));
        KitProcess run =
                KitProcess.run(
                        "soak", "--kinds", String.join(",", kinds), "--break", made, "--seed", "7");
        assertEquals(1, run.exit(), run.out());
        List<String> report = report(run);
        assertTrue(report.contains("seed 7"), run.out()); // after what later JDKs warn of
        for (String part :
                List.of("--seed 7", "what was done last:", "start ", "who holds what:")) {
            assertTrue(run.out().contains(part), part + " in: " + run.out());
        }
        List<String> found = report.stream().filter(line -> line.startsWith("FAULT ")).toList();
        assertEquals(kinds, found.stream().map(line -> line.split(" ", 3)[1]).sorted().toList());
        return found;
    }

    private static Process start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Kit.class.getName(), "soak"));
        command.addAll(List.of(arguments));
        Process soak = new ProcessBuilder(command).redirectErrorStream(true).start();
        STARTED.add(soak);
        return soak;
    }

    /** What a test that failed has left running. */
    @AfterEach
    void end() {
        STARTED.forEach(Process::destroyForcibly);
        STARTED.clear();
    }

    /** Waits until all its processes are at work, and returns these. */
    private static List<ProcessHandle> children(Process soak, SoakKind kind) throws Exception {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        List<ProcessHandle> children = List.of();
        int ready = 0;
        while (ready < kind.slots()) {
            assertTrue(System.nanoTime() < deadlineNs, "only " + ready + " are at work");
            TimeUnit.MILLISECONDS.sleep(10);
            children = soak.children().toList();
            ready = children.isEmpty() ? 0 : lives(own(children.get(0)), kind);
        }
        return children;
    }

    /** The directories that a process of a soak was given: nobody else's. */
    private static List<Path> own(ProcessHandle child) throws Exception {
        // ProcessHandle.info() has no arguments where they are longer than a page.
        Path commandLine = Path.of("/proc", Long.toString(child.pid()), "cmdline");
        String arguments;
        try {
            arguments = Files.readString(commandLine).replace('\0', ' ');
        } catch (NoSuchFileException e) {
            return List.of(); // it has ended, which is seen by who waits for it
        }
        Matcher names = Pattern.compile("/[^= ]*/sluice-benchmarks-soak-[0-9]+").matcher(arguments);
        return names.results().map(each -> Path.of(each.group())).toList();
    }

    private static int lives(List<Path> own, SoakKind kind) throws Exception {
        for (Path directory : own) {
            if (directory.startsWith("/dev/shm")) {
                return lives(directory.resolve(kind.id()), kind);
            }
        }
        return 0;
    }

    /** What no run has left. */
    private static void assertGone(List<Path> directories) {
        assertEquals(2, directories.size(), directories.toString());
        directories.forEach(each -> assertFalse(Files.exists(each), each.toString()));
    }

    private static int lives(Path directory, SoakKind kind) throws Exception {
        if (!Files.exists(directory.resolve("notes"))) {
            return 0;
        }
        SoakNotes notes = SoakNotes.map(Side.SECOND, directory);
        return (int) IntStream.range(0, kind.slots()).filter(s -> notes.life(s) > 0).count();
    }

    private static void remove(Path directory) throws Exception {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static void awaitEnd(List<ProcessHandle> processes) throws Exception {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
            assertTrue(System.nanoTime() < deadlineNs, "somebody stays behind");
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void interruptEndsItWithItsTotalsAndLeavesNothing() throws Exception {
        Process soak = start("--kinds", "mutex", "--kill-every", "3600000");
        List<ProcessHandle> children = children(soak, SoakKind.MUTEX);
        List<Path> own = own(children.get(0));
        new ProcessBuilder("/bin/kill", "-INT", soak.pid() + "").inheritIO().start().waitFor();
        String out = new String(soak.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(130, soak.waitFor(), out);
        assertTrue(out.contains("interrupted after"), out);
        assertTrue(out.contains("mutex"), out);
        assertFalse(out.contains("FAULT"), out);
        awaitEnd(children);
        assertGone(own);
    }

    @Test
    void timeThatIsOverLeavesNothing() throws Exception {
        Process soak = start("--kinds", "spsc", "--kill-every", "3600000", "--seconds", "4");
        List<Path> own = own(children(soak, SoakKind.SPSC).get(0));
        String out = new String(soak.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, soak.waitFor(), out);
        assertGone(own);
    }

    @Test
    void killedParentLeavesNoProcessBehindNotEvenAStoppedOne() throws Exception {
        Process soak = start("--kinds", "spsc", "--kill-every", "3600000");
        List<ProcessHandle> children = children(soak, SoakKind.SPSC);
        List<Path> own = own(children.get(0));
        SoakSignal signal = new SoakSignal();
        signal.stop(children.get(0).pid());
        soak.destroyForcibly().waitFor();
        awaitEnd(children);
        for (Path directory : own) {
            remove(directory);
        }
    }

    @Test
    void processKilledByAnotherIsAFault() throws Exception {
        Process soak = start("--kinds", "spsc", "--kill-every", "3600000");
        List<ProcessHandle> children = children(soak, SoakKind.SPSC);
        assertTrue(children.get(1).destroyForcibly());
        StringBuilder out = new StringBuilder();
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(soak.getInputStream(), StandardCharsets.UTF_8))) {
            in.lines().forEach(line -> out.append(line).append('\n'));
        }
        KitProcess run = new KitProcess(soak.waitFor(), out.toString());
        assertEquals(1, run.exit(), run.out());
        assertTrue(run.out().contains("ended with code 137, and nobody killed it"), run.out());
        report(run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--kinds nonsense",
                "--seconds 0",
                "--seconds NaN",
                "--kill-every 0",
                "--seed nonsense",
                "--break spsc:intrude",
                "--break mutex:lose",
                "--break spsc",
                "--nonsense"
            })
    void impossibleOptionIsRefusedWithItsValue(String options) {
        String[] arguments = options.split(" ", -1);
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new Soak()).setErr(new PrintWriter(out));
        assertEquals(2, command.execute(arguments), out.toString());
        assertTrue(out.toString().contains(arguments[arguments.length - 1]), out.toString());
        assertFalse(out.toString().contains("Exception"), out.toString());
    }

    @Test
    void helpExplainsEachOption() throws Exception {
        KitProcess run = KitProcess.run("soak", "--help");
        assertEquals(0, run.exit(), run.out());
        for (String option : List.of("--seconds", "--seed", "--kinds", "--kill-every", "--json")) {
            assertTrue(run.out().contains(option), option + " in: " + run.out());
        }
        assertFalse(run.out().contains("--break"), run.out());
    }
}
