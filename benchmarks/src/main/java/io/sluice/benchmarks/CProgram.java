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
 * The rivals in C, compiled here from the sources in the jar.
 *
 * @param file what to run
 * @param compiler what compiled it, and the C library it runs with
 */
record CProgram(Path file, String compiler) {
    private static final List<String> SOURCES =
            List.of("area.h", "exclusions.h", "kinds.h", "locks.c");
    private static final String COMPILER = "cc";
    private static final String OPTIMIZED = "-O2";

    /** Compiles in an empty directory from which programs may be run. */
    static CProgram compile(Path directory) throws IOException, Unavailable {
        if (!isThere()) {
            throw new Unavailable("there is no C compiler, cc, in the PATH");
        }
        for (String source : SOURCES) {
            try (InputStream in = CProgram.class.getResourceAsStream(source)) {
                Files.copy(in, directory.resolve(source));
            }
        }
        Path file = directory.resolve("locks");
        String locks = directory.resolve("locks.c").toString();
        run(List.of(COMPILER, OPTIMIZED, "-pthread", "-o", file.toString(), locks));
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
