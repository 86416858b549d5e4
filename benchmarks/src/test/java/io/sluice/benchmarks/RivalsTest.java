package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.Affinity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the rivals as users do, without a flag. */
@Timeout(300)
class RivalsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aeron-ipc,chronicle-queue",
                "disruptor,jctools-spsc,jctools-mpsc,juc-abq,juc-ltq,juc-synchronous",
            })
    void runsWithoutFlagsOrNoiseAndLeavesNothingElsewhere(String ids) throws Exception {
        Assumptions.assumeTrue(Affinity.current().size() > 1, "two sides need two CPUs");
        Set<Path> before = elsewhere();
        KitProcess run = KitProcess.run("--transports", ids, "--load", "10000", "--seconds", "0.5");
        assertEquals(0, run.exit(), run.out());
        for (String id : ids.split(",", -1)) {
            long rows = run.out().lines().filter(line -> isMeasured(line, id)).count();
            assertEquals(1, rows, id + " in: " + run.out());
        }
        List<String> noise = run.out().lines().filter(RivalsTest::isNoise).toList();
        assertTrue(noise.isEmpty(), noise.toString());
        assertEquals(before, elsewhere());
    }

    @Test
    void aeronIsNotTakenForDeadWhileOtherRowsHaveTheirTurns(@TempDir Path directory)
            throws Exception {
        try (ChannelPair pair = ChannelPair.open("aeron-ipc", new Setup(directory, 8, false))) {
            exchange(pair);
            TimeUnit.SECONDS.sleep(11); // Aeron's own patience is 10
            exchange(pair);
        }
    }

    private static void exchange(ChannelPair pair) throws Exception {
        Traffic traffic = new Traffic();
        traffic.run(
                "aeron-ipc",
                () -> {
                    for (int i = 0; i < 100; i++) {
                        pair.first().sendForEcho();
                        traffic.take(pair.first(), 1);
                    }
                },
                () -> {
                    traffic.echo(pair.second(), 100);
                    pair.second().echoed(100);
                });
    }

    /** Where a rival would put its files if it were not told where; the kit's own go with it. */
    private static Set<Path> elsewhere() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("aeron"))
                    .collect(Collectors.toSet());
        }
    }

    /** With figures, unless the CPUs moved all the time. */
    private static boolean isMeasured(String line, String id) {
        return line.startsWith(id + " ") && (line.contains("|") || line.contains("no slice while"));
    }

    /** What a library says unasked. The JDK's own warnings, from 24 on, begin with WARNING. */
    private static boolean isNoise(String line) {
        return line.contains("SLF4J")
                || line.contains("Exception")
                || line.startsWith("[")
                || line.contains("WARN ")
                || line.contains("INFO ");
    }
}
