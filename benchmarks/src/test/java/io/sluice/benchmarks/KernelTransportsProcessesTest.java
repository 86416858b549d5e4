package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class KernelTransportsProcessesTest {
    private static final int PAYLOAD = 64;
    private static final int ROUND_TRIPS = 200;
    private static final String OPENED = "opened";

    private Path directory;
    private Process second;

    static Stream<String> ids() {
        return Stream.concat(
                KernelTransports.all().stream().map(Transport::id),
                Stream.of("memfd", "sluice-spsc-disk"));
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = ChannelPair.newDirectory();
    }

    @AfterEach
    void directoryIsEmpty() throws IOException {
        if (second != null) {
            second.destroyForcibly();
        }
        Files.delete(directory);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void firstLeavesNothingAfterSecondWasKilled(String id) throws Exception {
        Setup setup = new Setup(directory, PAYLOAD, false);
        try (Channel first = ChannelPair.open(id, Side.FIRST, setup)) {
            second = start(id);
            try (BufferedReader output = second.inputReader()) {
                awaitOpened(output);
                first.accept();
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    first.send();
                    while (first.receive(1) == 0) {
                        Thread.onSpinWait();
                    }
                }
                second.destroyForcibly().waitFor();
            }
        }
        assertFalse(PosixQueues.exist(setup));
    }

    private static void awaitOpened(BufferedReader output) throws IOException {
        StringBuilder before = new StringBuilder();
        String line = output.readLine();
        while (line != null && !line.equals(OPENED)) {
            before.append(line).append('\n');
            line = output.readLine();
        }
        // Yama and containers let a process trace its descendants only.
        boolean untraceable = before.indexOf("pidfd_getfd") >= 0 && before.indexOf("EPERM") >= 0;
        assumeFalse(untraceable, before::toString);
        assertNotNull(line, "the second process ended: " + before);
    }

    private Process start(String id) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EchoingSecond.class.getName(),
                        id,
                        directory.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** The other process: opens the second end and echoes until it is killed. */
    static final class EchoingSecond {
        private EchoingSecond() {}

        public static void main(String[] arguments) throws IOException {
            Setup setup = new Setup(Path.of(arguments[1]), PAYLOAD, false);
            try (Channel channel = ChannelPair.transport(arguments[0]).open(Side.SECOND, setup)) {
                System.out.println(OPENED);
                while (true) {
                    if (channel.echo() == 0) {
                        Thread.onSpinWait();
                    }
                }
            }
        }
    }
}
