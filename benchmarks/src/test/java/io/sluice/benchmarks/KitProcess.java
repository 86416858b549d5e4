package io.sluice.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A run of the kit as its users run it, which has ended. */
record KitProcess(int exit, String out) {
    static KitProcess run(String... arguments) throws Exception {
        return run(Map.of(), arguments);
    }

    static KitProcess run(Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new KitProcess(process.waitFor(), out);
    }

    /**
     * Ends a run once it has printed a word, as a terminal does: all processes of its group are
     * told.
     */
    static KitProcess runUntil(String word, String... arguments) throws Exception {
        List<String> command = command(arguments);
        command.add(0, "setsid");
        Process process = builder(command).start();
        StringBuilder out = new StringBuilder();
        boolean told = false;
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.append(line).append('\n');
                if (!told && line.contains(word)) {
                    told = true;
                    new ProcessBuilder("kill", "-TERM", "--", "-" + process.pid()).start();
                }
            }
        }
        return new KitProcess(process.waitFor(), out.toString());
    }

    /** In a directory for what runs write, since nobody said where. */
    private static ProcessBuilder builder(List<String> command) {
        return new ProcessBuilder(command).redirectErrorStream(true).directory(new File("target"));
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Kit.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** What runs have left in the directory. */
    static Set<Path> leftOvers(String directory) throws Exception {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return new HashSet<>(
                    files.filter(path -> path.toString().contains("sluice-benchmarks-")).toList());
        }
    }
}
