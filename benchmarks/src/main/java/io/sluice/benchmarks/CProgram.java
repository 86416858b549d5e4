package io.sluice.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program in C, compiled here from its sources in the jar.
 *
 * @param file what to run
 * @param compiler what compiled it, and the C library it runs with
 */
record CProgram(Path file, String compiler) {
    private static final String COMPILER = "cc";
    private static final String OPTIMIZED = "-O2";

    /**
     * Compiles {@code name.c} in a directory from which programs may be run.
     *
     * @param headers what it includes, and these
     */
    static CProgram compile(Path directory, String name, String... headers)
            throws IOException, Unavailable {
        if (!isThere()) {
            throw new Unavailable("there is no C compiler, cc, in the PATH");
        }
        Path source = copy(name + ".c", directory);
        for (String header : headers) {
            Path unused = copy(header, directory);
        }
        Path file = directory.resolve(name);
        run(List.of(COMPILER, OPTIMIZED, "-pthread", "-o", file.toString(), source.toString()));
        if (!Files.isExecutable(file)) {
            throw new Unavailable("no program may be run from " + directory);
        }
        String compiler = run(List.of(COMPILER, "--version")).lines().findFirst().orElse(COMPILER);
        String library = run(List.of(file.toString(), "library")).strip();
        return new CProgram(file, compiler + " " + OPTIMIZED + ", " + library);
    }

    /** Whether there is a compiler. */
    static boolean isThere() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, COMPILER)));
    }

    private static Path copy(String source, Path directory) throws IOException {
        Path file = directory.resolve(source);
        try (InputStream in = CProgram.class.getResourceAsStream(source)) {
            Files.copy(in, file);
        }
        return file;
    }

    private static String run(List<String> command) throws IOException, Unavailable {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new Unavailable(
                        String.join(" ", command) + ": " + out.strip().replace('\n', ' '));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while compiling", e);
        }
        return out;
    }
}
