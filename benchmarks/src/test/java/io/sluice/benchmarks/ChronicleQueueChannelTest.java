package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChronicleQueueChannelTest {
    private static final int A_QUEUE = 100; // messages
    private static final int PAYLOAD = 16;

    @TempDir private Path directory;

    @BeforeAll
    static void open() {
        AgronaAccess.ensureOpen();
        ChronicleAccess.ensureOpen();
    }

    private ChronicleFiles files(String name) {
        return new ChronicleFiles(directory, name, A_QUEUE);
    }

    private ChannelPair pair() {
        return new ChannelPair(
                new ChronicleQueueChannel(files("there"), files("back"), PAYLOAD),
                new ChronicleQueueChannel(files("back"), files("there"), PAYLOAD));
    }

    private long queues() throws Exception {
        try (Stream<Path> list = Files.list(directory)) {
            return list.count();
        }
    }

    @Test
    void orderIsKeptFromQueueToQueueAndThoseReadAreDeleted() throws Exception {
        Traffic traffic = new Traffic();
        int messages = 10 * A_QUEUE + A_QUEUE / 2;
        try (ChannelPair pair = pair()) {
            traffic.run(
                    "chronicle",
                    () -> {
                        for (int i = 0; i < messages; i++) {
                            pair.first().sendForEcho();
                            traffic.take(pair.first(), 1);
                        }
                        traffic.send(pair.first(), messages);
                    },
                    () -> {
                        traffic.echo(pair.second(), messages);
                        pair.second().echoed(messages);
                        traffic.take(pair.second(), messages);
                    });
            assertTrue(queues() <= 4, "queues=" + queues());
        }
    }

    @Test
    void messageOutOfOrderIsFound() throws Exception {
        try (ChannelPair pair = pair()) {
            pair.first().send(0);
            pair.first().send(2);
            assertEquals(1, pair.second().receive(1));
            assertThrows(IllegalStateException.class, () -> pair.second().receive(1));
        }
    }

    @Test
    void classesThatWouldCallHomeAreNotThere() {
        for (String name :
                new String[] {
                    "net.openhft.chronicle.analytics.Analytics",
                    "net.openhft.chronicle.analytics.internal.GoogleAnalytics4"
                }) {
            assertThrows(ClassNotFoundException.class, () -> Class.forName(name));
        }
        assertEquals("true", System.getProperty("chronicle.analytics.disable"));
    }
}
