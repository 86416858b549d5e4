package io.sluice.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RingTransportsTest {
    private static final int ROUND_TRIPS = 500;
    private static final int STREAMED = 20_000;

    @TempDir private Path directory;

    static List<Arguments> rows() {
        List<Arguments> rows = new ArrayList<>();
        for (Transport transport : Transports.all()) {
            if (!transport.kernel()
                    && !(transport instanceof CTransport)
                    && transport.modes().containsAll(EnumSet.of(Mode.RTT, Mode.THROUGHPUT))) {
                for (int payload : new int[] {8, 7000, 1 << 16}) {
                    rows.add(Arguments.of(transport.id(), payload));
                }
            }
        }
        return rows;
    }

    @ParameterizedTest(name = "{0}, {1} bytes")
    @MethodSource("rows")
    void echoesAndStreamsArriveInOrder(String id, int payload) throws Exception {
        Setup setup = new Setup(directory, payload, false);
        Transport transport = Transports.byId(id);
        Traffic traffic = new Traffic();
        try (Channel first = transport.open(Side.FIRST, setup);
                Channel second = transport.open(Side.SECOND, setup)) {
            first.accept();
            traffic.run(
                    id + " " + setup,
                    () -> {
                        for (int i = 0; i < ROUND_TRIPS; i++) {
                            first.sendForEcho();
                            traffic.take(first, 1);
                        }
                        traffic.send(first, STREAMED);
                    },
                    () -> {
                        for (int i = 0; i < ROUND_TRIPS; i++) {
                            traffic.echo(second, 1);
                            second.echoed(1);
                        }
                        traffic.take(second, STREAMED);
                    });
        }
    }
}
