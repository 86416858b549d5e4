package io.sluice.core.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own, with this one's class path and no flag that is not given. */
public final class ChildJvm implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 60;

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts one. */
    public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /** Starts one with flags. */
    public static ChildJvm start(List<String> flags, Class<?> main, String... arguments)
            throws IOException {
        return start(List.of(), flags, main, arguments);
    }

    /** Starts one that has no capability, whoever its user is; under a command, as prlimit is. */
    public static ChildJvm startWithoutCapabilities(
            List<String> under, Class<?> main, String... arguments) throws IOException {
        List<String> launcher = new ArrayList<>(under);
        launcher.addAll(List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all"));
        return start(launcher, List.of(), main, arguments);
    }

    private static ChildJvm start(
            List<String> launcher, List<String> flags, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return start(command);
    }

    /** Starts one by a command of its own. */
    public static ChildJvm start(List<String> command) throws IOException {
        return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Writes a line to its input. */
    public void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Reads its output up to a line that starts so, and returns that; fails if it ends before. */
    public String awaitLine(String prefix) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(prefix)) {
                return line;
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("the child ended before it printed " + prefix + ":\n" + seen);
    }

    /** Waits for its end, and returns what it printed and its exit code. */
    public String end() throws IOException, InterruptedException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
        }
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the child does not end; it printed:\n" + seen);
        }
        return seen + "exit " + process.exitValue();
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs, or is stopped. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGSTOP, and waits until all its threads have stopped, which the signal does not. */
    public void stop() throws IOException, InterruptedException {
        signal("STOP");
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                while (Files.exists(task) && !isStopped(task)) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
        }
    }

    private static boolean isStopped(Path task) throws IOException {
        String stat = Files.readString(task.resolve("stat")); // "17 (name) T ..."
        return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("/bin/kill", "-" + signal, pid() + "").inheritIO().start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill -" + signal + " " + pid());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
