package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class FanOutTransportTest {
    private static final int MESSAGES = 2_000;

    @TempDir private Path directory;

    static List<Transport> rows() {
        return Transports.all().stream()
                .filter(transport -> transport.modes().contains(Mode.FAN_OUT))
                .toList();
    }

    static List<Arguments> rowsAndPayloads() {
        List<Arguments> all = new ArrayList<>();
        for (Transport row : rows()) {
            for (int payload : new int[] {8, 1000, 1 << 16}) {
                all.add(Arguments.of(row, payload));
            }
        }
        return all;
    }

    private ChannelPair open(Transport row, int payload) throws Exception {
        return ChannelPair.open(row.id(), new Setup(directory, payload, false));
    }

    @ParameterizedTest
    @MethodSource("rowsAndPayloads")
    void eachReaderTakesEveryMessageInOrder(Transport row, int payload) throws Exception {
        try (ChannelPair pair = open(row, payload)) {
            Traffic traffic = new Traffic();
            traffic.run(
                    row.id(),
                    () -> traffic.send(pair.first(), MESSAGES),
                    () -> traffic.take(pair.second(), MESSAGES));
            assertEquals(0, pair.second().receive(1));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void senderStopsWhereTheSlowestReaderWouldLoseAMessage(Transport row) throws Exception {
        AtomicInteger sent = new AtomicInteger();
        int more = 2 * new Setup(directory, 8, false).capacity() / Long.BYTES;
        try (ChannelPair pair = open(row, 8)) {
            new Traffic()
                    .run(
                            row.id(),
                            () -> {
                                for (int i = 0; i < more; i++) {
                                    pair.first().send();
                                    sent.incrementAndGet();
                                }
                            },
                            () -> {
                                int before = -1;
                                while (sent.get() != before) {
                                    before = sent.get();
                                    pause();
                                }
                                assertTrue(before < more, "sent=" + before);
                                for (int taken = 0; taken < more; ) {
                                    taken += pair.second().receive(64);
                                }
                            });
        }
        assertEquals(more, sent.get());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void messageOutOfOrderEndsTheRun(Transport row) throws Exception {
        try (ChannelPair pair = open(row, 8)) {
            pair.first().send(0);
            pair.first().send(2);
            IllegalStateException wrong =
                    assertThrows(
                            IllegalStateException.class,
                            () -> {
                                while (true) {
                                    int unused = pair.second().receive(64);
                                }
                            });
            assertTrue(wrong.getMessage().contains("message 2 arrived where 1 was due"));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
