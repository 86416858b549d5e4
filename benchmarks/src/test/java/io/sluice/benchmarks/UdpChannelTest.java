package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class UdpChannelTest {
    private final Traffic traffic = new Traffic();
    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = ChannelPair.newDirectory();
    }

    @AfterEach
    void directoryIsEmpty() throws IOException {
        Files.delete(directory);
    }

    @ParameterizedTest(name = "poll={0}")
    @ValueSource(booleans = {false, true})
    void echoesThatArriveWhileASenderWaitsForRoomAreKept(boolean poll) throws Exception {
        Setup setup = new Setup(directory, 4096, poll);
        int bursts = 20;
        try (ChannelPair connection = ChannelPair.open("udp", setup)) {
            // More than fit without a credit, and no more than the other side may send back.
            int burst = ((UdpChannel) connection.second()).window() * 3 / 2;
            traffic.run(
                    setup + " burst=" + burst,
                    () -> {
                        for (int i = 0; i < bursts; i++) {
                            traffic.send(connection.first(), burst);
                            traffic.take(connection.first(), burst);
                        }
                    },
                    () -> traffic.echo(connection.second(), bursts * burst));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 100, 1024, 4096, 16384, 65507})
    void wholeWindowFitsTheReceiveBuffer(int payload) throws Exception {
        Setup setup = new Setup(directory, payload, false);
        try (ChannelPair connection = ChannelPair.open("udp", setup)) {
            int window = ((UdpChannel) connection.second()).window();
            traffic.send(connection.first(), window);
            traffic.take(connection.second(), window);
        }
    }

    @Test
    void windowIsBetweenTwoAndItsMaximum() {
        assertEquals(2, UdpChannel.windowFor(4096, 65507));
        assertEquals(256, UdpChannel.windowFor(1 << 20, 8));
    }
}
