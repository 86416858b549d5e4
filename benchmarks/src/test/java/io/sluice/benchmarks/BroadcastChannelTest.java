package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BroadcastChannelTest {
    private static final int PAYLOAD = 8;
    private static final int RECORD = 16;

    @TempDir private Path directory;

    private ChannelPair open() throws Exception {
        Setup setup = new Setup(directory, PAYLOAD, false);
        Transport transport = new AgronaBroadcastTransport();
        Channel first = transport.open(Side.FIRST, setup);
        return new ChannelPair(first, transport.open(Side.SECOND, setup));
    }

    @Test
    void senderStopsAtTheWindowUntilHalfOfItWasTaken() throws Exception {
        int window = BroadcastChannel.window(RECORD);
        AtomicInteger sent = new AtomicInteger();
        try (ChannelPair pair = open()) {
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

    @Test
    void messageThatWasLostEndsTheRun() throws Exception {
        try (ChannelPair pair = open()) {
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
