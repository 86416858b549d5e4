package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class SharedRingTransportTest {
    private static final int MESSAGES = 50_000;

    @TempDir private Path directory;

    static Stream<String> ids() {
        return Transports.all().stream()
                .filter(transport -> transport.modes().contains(Mode.TWO_PRODUCERS))
                .map(Transport::id);
    }

    static List<Arguments> rows() {
        List<Arguments> rows = new ArrayList<>();
        for (String id : ids().toList()) {
            for (int payload : new int[] {8, 64, 1024}) {
                rows.add(Arguments.of(id, payload));
            }
        }
        return rows;
    }

    private ChannelPair open(String id, int payload) throws Exception {
        Setup setup = new Setup(directory, payload, false);
        Transport transport = Transports.byId(id);
        Channel first = transport.open(Side.FIRST, setup);
        return new ChannelPair(first, transport.open(Side.SECOND, setup));
    }

    @ParameterizedTest(name = "{0}, {1} bytes")
    @MethodSource("rows")
    void messagesOfBothSidesArriveEachInOrder(String id, int payload) throws Exception {
        AtomicLong elapsedNs = new AtomicLong();
        try (ChannelPair ring = open(id, payload)) {
            Loop first = new ChannelLoop(ring.first());
            Loop second = new ChannelLoop(ring.second());
            new Traffic()
                    .run(
                            id,
                            () -> first.send(MESSAGES),
                            () -> elapsedNs.set(second.sendAndReceive(MESSAGES)));
            assertEquals(0, ring.second().receive(1));
        }
        assertTrue(elapsedNs.get() > 0, "elapsedNs=" + elapsedNs);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void eachSideHasAnOrderOfItsOwn(String id) throws Exception {
        try (ChannelPair ring = open(id, 8)) {
            ring.first().send(0);
            ring.first().send(1);
            ring.second().send(0);
            assertEquals(3, ring.second().receive(4));
            ring.second().send(2);
            String message =
                    assertThrows(IllegalStateException.class, () -> ring.second().receive(4))
                            .getMessage();
            assertTrue(message.contains("message 2 arrived where 1 was due"), message);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void fullRingRefusesWithoutWaiting(String id) throws Exception {
        try (ChannelPair ring = open(id, 1024)) {
            int sent = 0;
            while (ring.second().trySend()) {
                sent++;
            }
            assertTrue(sent >= 32 && sent <= (64 << 10) / 1024, "sent=" + sent);
            int received = 0;
            while (received < sent) {
                received += ring.second().receive(sent);
            }
            assertTrue(ring.second().trySend());
        }
    }
}
