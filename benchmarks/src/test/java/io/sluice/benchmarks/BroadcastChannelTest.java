package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BroadcastChannelTest {
    private static final int PAYLOAD = 8;
    @TempDir private Path directory;

    private ChannelPair open(String id) throws Exception {
        Setup setup = new Setup(directory, PAYLOAD, false);
        Transport transport = Transports.byId(id);
        Channel first = transport.open(Side.FIRST, setup);
        return new ChannelPair(first, transport.open(Side.SECOND, setup));
    }

    @ParameterizedTest
    @CsvSource({"agrona-broadcast, 16", "sluice-broadcast, 24"})
    void senderStopsAtTheWindowUntilHalfOfItWasTaken(String id, int recordLength) throws Exception {
        int window = new Setup(directory, PAYLOAD, false).capacity() / 2 / recordLength;
        AtomicInteger sent = new AtomicInteger();
        try (ChannelPair pair = open(id)) {
            new Traffic()
                    .run(
                            "window=" + window,
                            () -> {
                                for (int i = 0; i < window + 1; i++) {
                                    pair.first().send();
                                    sent.incrementAndGet();
                                }
                            },
                            () -> {
                                while (sent.get() < window) {
                                    Thread.onSpinWait();
                                }
                                pause();
                                assertEquals(window / 2 - 1, pair.second().receive(window / 2 - 1));
                                pause();
                                assertEquals(window, sent.get());
                                assertEquals(1, pair.second().receive(1));
                            });
        }
        assertEquals(window + 1, sent.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"agrona-broadcast", "sluice-broadcast"})
    void messageThatWasLostEndsTheRun(String id) throws Exception {
        try (ChannelPair pair = open(id)) {
            pair.first().send(0);
            pair.first().send(2);
            assertEquals(1, pair.second().receive(1));
            String message =
                    assertThrows(IllegalStateException.class, () -> pair.second().receive(1))
                            .getMessage();
            assertTrue(message.contains("message 2 arrived where 1 was due"), message);
        }
    }

    /** Long enough for a sender that would go on. */
    private static void pause() {
        long end = System.nanoTime() + 20_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
