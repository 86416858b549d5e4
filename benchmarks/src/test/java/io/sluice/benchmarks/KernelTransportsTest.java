package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class KernelTransportsTest {
    private static final int ROUND_TRIPS = 2_000;
    private static final int STREAMED = 20_000;
    private static final int STREAMED_BACK = 2_000;

    private final Traffic traffic = new Traffic();
    private Path directory;

    static List<Arguments> rows() {
        List<Arguments> rows = new ArrayList<>();
        for (Transport transport : KernelTransports.all()) {
            for (int payload : new int[] {8, 64, 1024}) {
                rows.add(Arguments.of(transport.id(), payload, false));
                rows.add(Arguments.of(transport.id(), payload, true));
            }
        }
        return rows;
    }

    static Stream<String> ids() {
        return KernelTransports.all().stream().map(Transport::id);
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = ChannelPair.newDirectory();
    }

    @AfterEach
    void directoryIsEmpty() throws IOException {
        Files.delete(directory);
    }

    @ParameterizedTest(name = "{0}, {1} bytes, poll={2}")
    @MethodSource("rows")
    void echoesArriveInOrder(String id, int payload, boolean poll) throws Exception {
        Setup setup = new Setup(directory, payload, poll);
        try (ChannelPair connection = ChannelPair.open(id, setup)) {
            traffic.run(
                    id + " " + setup,
                    () -> {
                        for (int i = 0; i < ROUND_TRIPS; i++) {
                            traffic.send(connection.first(), 1);
                            traffic.take(connection.first(), 1);
                        }
                    },
                    () -> traffic.echo(connection.second(), ROUND_TRIPS));
        }
    }

    @ParameterizedTest(name = "{0}, {1} bytes, poll={2}")
    @MethodSource("rows")
    void streamsArriveInOrder(String id, int payload, boolean poll) throws Exception {
        Setup setup = new Setup(directory, payload, poll);
        try (ChannelPair connection = ChannelPair.open(id, setup)) {
            traffic.run(
                    id + " " + setup,
                    () -> {
                        traffic.send(connection.first(), STREAMED);
                        traffic.take(connection.first(), STREAMED_BACK);
                    },
                    () -> {
                        traffic.take(connection.second(), STREAMED);
                        traffic.send(connection.second(), STREAMED_BACK);
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void limitsAreRespectedAcrossPartialBatches(String id) throws Exception {
        try (ChannelPair connection = ChannelPair.open(id, new Setup(directory, 24, false))) {
            traffic.send(connection.first(), 7);
            for (int taken = 0; taken < 7; ) {
                int messages = connection.second().receive(taken == 0 ? 3 : 2);
                assertTrue(messages <= 3, "messages=" + messages);
                taken += messages;
            }
            traffic.send(connection.first(), 1);
            traffic.echo(connection.second(), 1);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void closedConnectionLeavesNothing(String id) throws Exception {
        Setup setup = new Setup(directory, 8, false);
        ChannelPair connection = ChannelPair.open(id, setup);
        connection.first().send();
        connection.close();
        connection.close();
        assertFalse(PosixQueues.exist(setup));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void secondWithoutFirstIsRefusedAndLeavesNothing(String id) {
        Transport transport = ChannelPair.transport(id);
        assertThrows(
                IOException.class,
                () -> transport.open(Side.SECOND, new Setup(directory, 8, false)));
    }

    @Test
    void closedSystemVQueuesAreGone() throws Exception {
        Setup setup = new Setup(directory, 8, false);
        long[] ids;
        try (Channel first = ChannelPair.open("sysv-mq", Side.FIRST, setup)) {
            ids = Notice.in(setup, SystemVQueueChannel.NOTICE).read();
            first.send();
            assertTrue(systemVQueues().contains(ids[0]) && systemVQueues().contains(ids[1]));
        }
        assertFalse(systemVQueues().contains(ids[0]) || systemVQueues().contains(ids[1]));
    }

    @Test
    void halfOpenedQueuesAreRemoved() throws Exception {
        Setup setup = new Setup(directory, 8, false);
        PosixQueues.create(setup, Side.SECOND);
        try {
            IOException refusal =
                    assertThrows(
                            IOException.class,
                            () -> ChannelPair.open("posix-mq", Side.FIRST, setup));
            assertTrue(refusal.getMessage().contains("EEXIST"), refusal.getMessage());
            assertFalse(PosixQueues.exists(setup, Side.FIRST));
        } finally {
            PosixQueues.remove(setup, Side.SECOND);
        }
    }

    @Test
    void halfOpenedPipesAreRemoved() throws Exception {
        Path second = Files.createFile(directory.resolve("fifo.to-second"));
        Setup setup = new Setup(directory, 8, false);
        assertThrows(
                IOException.class, () -> ChannelPair.transport("fifo").open(Side.FIRST, setup));
        Files.delete(second);
    }

    @ParameterizedTest
    @CsvSource({
        "posix-mq,fs.mqueue.msgsize_max,0",
        "sysv-mq,kernel.msgmax,0",
        "uds-dgram,net.core.wmem_default,32",
        "uds-seqpacket,net.core.wmem_default,32"
    })
    void tooLargePayloadIsRefusedWithBothValues(String id, String limit, int reserved)
            throws Exception {
        int most = (int) Limit.read(limit).value() - reserved;
        assertRefused(id, most + 1, most);
    }

    @Test
    void payloadBeyondADatagramIsRefusedWithBothValues() {
        assertRefused("udp", 65508, 65507);
    }

    private void assertRefused(String id, int payload, int most) {
        Transport transport = ChannelPair.transport(id);
        Setup setup = new Setup(directory, payload, false);
        String message =
                assertThrows(IOException.class, () -> transport.open(Side.FIRST, setup))
                        .getMessage();
        assertTrue(message.contains("payload=" + payload), message);
        assertTrue(message.contains(Integer.toString(most)), message);
    }

    private static Set<Long> systemVQueues() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/sysvipc/msg"))) {
            return lines.skip(1)
                    .map(line -> Long.valueOf(line.strip().split("\\s+", -1)[1]))
                    .collect(Collectors.toSet());
        }
    }
}
