package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.contract.SharedFile;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A process of {@code pthread_mutex.c}, which says what it answers to. */
final class PthreadProgram implements AutoCloseable {
    private static final String COMPILER = "cc";
    private static final String SOURCE = "pthread_mutex.c";

    private final Process process;
    private final BufferedReader output;

    private PthreadProgram(Process process) {
        this.process = process;
        this.output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Compiles it, or skips the test. */
    static Path compile(Path directory) throws IOException, InterruptedException {
        boolean isThere =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .anyMatch(bin -> Files.isExecutable(Path.of(bin, COMPILER)));
        assumeTrue(isThere, "there is no C compiler, cc, in the PATH");
        Path source = directory.resolve(SOURCE);
        try (InputStream in = PthreadProgram.class.getResourceAsStream(SOURCE)) {
            Files.copy(in, source);
        }
        Path program = directory.resolve("pthread_mutex");
        Process compiler =
                new ProcessBuilder(
                                COMPILER, "-O2", "-pthread", "-o", program + "", source.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = compiler.waitFor();
        assumeFalse(said.contains("not glibc"), "the C library is not glibc");
        assertEquals(0, status, said);
        assumeTrue(Files.isExecutable(program), "no program may be run from " + directory);
        return program;
    }

    static PthreadProgram start(Path program, SharedFile file) throws IOException {
        return new PthreadProgram(
                new ProcessBuilder(program.toString(), file.name())
                        .redirectErrorStream(true)
                        .start());
    }

    /** Lets it begin something, of which {@link #answer} tells the end. */
    void begin(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    String answer() throws IOException {
        return output.readLine();
    }

    /** What it answers. */
    String ask(String line) throws IOException {
        begin(line);
        return answer();
    }

    /** Its number, and its one thread's. */
    int tid() {
        return (int) process.pid();
    }

    /** SIGKILL, without waiting until it is gone. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
