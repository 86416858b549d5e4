package io.sluice.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link SoakChild}, seen from the parent, one thread of which calls. */
final class SoakProcess {
    private static final int FIRST_JDK_THAT_WARNS = 24;
    private static final long LAST_WORDS_MS = 5_000;

    private final Process process;
    private final Thread reader = new Thread(this::read, "words of a process");
    private volatile long readyNs; // by reader
    private volatile String fault; // by reader

    private SoakProcess(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one, cheaply, whose native code is put into a directory. */
    static SoakProcess start(Path natives, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC"));
        command.addAll(List.of("-Xmx64m", "-XX:-UsePerfData")); // leaves no file behind
        if (Runtime.version().feature() >= FIRST_JDK_THAT_WARNS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Djna.tmpdir=" + natives);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(SoakChild.class.getName());
        command.addAll(arguments);
        return new SoakProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals(SoakChild.READY)) {
                    readyNs = System.nanoTime();
                } else if (line.startsWith(SoakChild.FAULT)) {
                    fault = line.substring(SoakChild.FAULT.length());
                }
            }
        } catch (IOException e) {
            // it was killed in the middle of a word
        }
    }

    long pid() {
        return process.pid();
    }

    /** Since when it has had its end; 0 if it has not yet. */
    long readyNs() {
        return readyNs;
    }

    /** SIGKILL, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Why it has ended, when it has. */
    String end() throws InterruptedException {
        reader.join(LAST_WORDS_MS);
        int exit = process.waitFor(0, TimeUnit.SECONDS) ? process.exitValue() : -1;
        return fault != null ? fault : "it ended with code " + exit + ", and nobody killed it";
    }
}
