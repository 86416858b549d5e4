package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.LinuxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What consumers of a lossy ring may write. */
@Timeout(60)
class BroadcastMappingTest {
    private static final int CAPACITY = 1024;

    private final SegmentOptions options =
            SegmentOptions.named("BroadcastMappingTest-" + ProcessHandle.current().pid());
    private final BroadcastRing ring = BroadcastRing.create(options, CAPACITY);
    private final RingProducer producer = ring.producer();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    @Test
    void whoOpensTheRingMapsItsMessagesWithoutTheRightToWrite() throws Exception {
        // A file that this process has not created, so that nothing is left of that.
        SegmentOptions copy =
                SegmentOptions.named("BroadcastCopy-" + ProcessHandle.current().pid());
        assertTrue(producer.write(1, message, 0, 8));
        try {
            Files.write(copy.path(), Files.readAllBytes(options.path()));
            Files.setPosixFilePermissions(
                    copy.path(), PosixFilePermissions.fromString("rw-------"));
            try (BroadcastRing opened = BroadcastRing.open(copy);
                    BroadcastConsumer consumer = opened.consumer(Join.OLDEST)) {
                assertEquals(1, consumer.read((type, buffer, index, length) -> {}, 9));
                List<String> mappings = mappings(copy.path());
                long whole = BroadcastLayout.RECORDS + CAPACITY * 9 / 8;
                assertEquals(2, mappings.size(), mappings::toString);
                assertTrue(mappings.contains("r--s 0 " + (whole + 4095) / 4096 * 4096));
                assertTrue(mappings.contains("rw-s 4096 4096"));
            }
        } finally {
            Segment.unlink(copy);
        }
    }

    /** Of a file into this process: permissions, offset and length of each. */
    private static List<String> mappings(Path file) throws Exception {
        Pattern line =
                Pattern.compile("(\\w+)-(\\w+) (\\S+) (\\w+) .* " + Pattern.quote(file + ""));
        List<String> found = new ArrayList<>();
        for (String mapping : Files.readAllLines(Path.of("/proc/self/maps"))) {
            Matcher matcher = line.matcher(mapping);
            if (matcher.matches()) {
                long from = Long.parseLong(matcher.group(1), 16);
                long to = Long.parseLong(matcher.group(2), 16);
                long offset = Long.parseLong(matcher.group(4), 16);
                found.add(matcher.group(3) + " " + offset + " " + (to - from));
            }
        }
        return found;
    }

    /** Reads one message as somebody who may not write the file. */
    static final class Reader {
        public static void main(String[] args) throws InterruptedException {
            SegmentOptions theirs = SegmentOptions.named(args[0]).mode(0644).anyOwner();
            try (BroadcastRing ring = BroadcastRing.open(theirs)) {
                try {
                    ring.producer().close();
                    System.out.println("may write");
                } catch (LinuxException e) {
                    System.out.println("refused: " + e.getMessage());
                }
                try (BroadcastConsumer consumer = ring.consumer(Join.NEWEST)) {
                    System.out.println("ready");
                    if (consumer.await(0, TimeUnit.SECONDS.toNanos(30))) {
                        consumer.read((type, b, i, l) -> System.out.println("read " + type), 1);
                    }
                }
            }
        }
    }

    @Test
    void whoMayOnlyReadTheFileIsAConsumerAndNoProducer() throws Exception {
        Path setpriv = Path.of("/usr/bin/setpriv");
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        assumeTrue(root && Files.isExecutable(setpriv), "needs root, and setpriv to give it up");
        Files.setAttribute(options.path(), "unix:uid", 65534);
        Files.setPosixFilePermissions(options.path(), PosixFilePermissions.fromString("rw-r--r--"));
        // Still uid 0, which may read the class path, but without the right to pass permissions.
        List<String> command =
                List.of(
                        setpriv.toString(),
                        "--inh-caps=-all",
                        "--bounding-set=-all",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        options.path().getFileName().toString());
        Process reader = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var lines = reader.inputReader(StandardCharsets.UTF_8)) {
            assertTrue(awaitLine(lines, "refused: ").contains("EACCES"));
            awaitLine(lines, "ready");
            TimeUnit.MILLISECONDS.sleep(50);
            assertTrue(producer.write(7, message, 0, 8));
            awaitLine(lines, "read 7");
        } finally {
            reader.destroyForcibly();
        }
    }

    /** Past what the JVM says of itself. */
    private static String awaitLine(BufferedReader lines, String prefix) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(prefix)) {
                return line;
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("it ended before it printed " + prefix + ":\n" + seen);
    }
}
