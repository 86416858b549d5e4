package io.sluice.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process of a run, seen from the first. If it ends by itself, so does the first. */
final class PeerProcess implements PeerLink {
    private static final int FIRST_JDK_THAT_WARNS = 24;

    private final String name;
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader replies;
    private volatile boolean closing;

    private PeerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.replies =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Thread watch = new Thread(this::watch, "watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Starts a JVM that is a {@link Peer}. */
    static PeerProcess start(String name, int cpu) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        if (Runtime.version().feature() >= FIRST_JDK_THAT_WARNS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Kit.class.getName(), "peer", Integer.toString(cpu)));
        return start(name, command);
    }

    /** Starts a program that speaks as {@link Peer} does. */
    static PeerProcess start(String name, List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        PeerProcess peer = new PeerProcess(name, process);
        AtEnd.close(peer::close);
        peer.reply();
        return peer;
    }

    @Override
    public void command(String line) {
        commands.println(line);
    }

    @Override
    public String reply() throws IOException {
        String line = replies.readLine();
        if (line == null) {
            throw new IOException(name + " has gone");
        }
        return line;
    }

    @Override
    public void close() {
        closing = true;
        process.destroyForcibly();
    }

    private void watch() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            return; // nobody interrupts a daemon at the end of the JVM
        }
        if (!closing) {
            System.err.println(name + " ended with code " + process.exitValue() + "; so must this");
            AtEnd.fail();
            System.exit(1); // not halt: what lies in /dev/shm is to be removed
        }
    }
}
