package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Literal offsets: the layout is an ABI. A change here needs a new major version. */
class RequestLayoutTest {
    private final SegmentOptions options =
            SegmentOptions.named("RequestLayoutTest-" + ProcessHandle.current().pid());

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
    }

    @Test
    void layoutIsFrozen() throws Exception {
        try (RequestChannel channel = RequestChannel.create(options, 2, 4096, 1024)) {
            RequestServer server = channel.server();
            channel.client();
            RequestClient second = channel.client();
            UnsafeBuffer message = new UnsafeBuffer(new byte[] {1, 2, 3, 4, 5});
            assertEquals(64 + 2, second.send(7, message, 0, 5));
            assertEquals(128 + 2, second.send(8, message, 1, 1));
            RequestHandler answer =
                    (type, buffer, index, length, token) ->
                            assertEquals(
                                    RequestServer.Delivery.SENT,
                                    server.reply(token, type + 10, buffer, index, length));
            assertEquals(2, server.serve(answer, 9));

            assertFront();
            assertLanes();

            server.close();
            assertEquals(2, file().getLong(2816), "life after the server closed");
        }
        try (RequestChannel channel = RequestChannel.open(options)) {
            channel.server();
            assertEquals(3, file().getLong(2816), "life of the second server");
            assertTrue(
                    channel.toString().endsWith(", capacity 4096, and 1024 for each of 2 clients"));
        }
    }

    private UnsafeBuffer file() throws IOException {
        return new UnsafeBuffer(Files.readAllBytes(options.path()));
    }

    private void assertFront() throws IOException {
        UnsafeBuffer file = file();
        int records = 16384;
        assertEquals(7, file.getInt(16), "kind");
        assertEquals(4096, file.getLong(32), "capacity");
        assertEquals(2L << 32 | 1024, file.getLong(72), "detail");
        assertEquals(ProcessHandle.current().pid(), file.getLong(256), "server");
        assertEquals(ProcessHandle.current().pid(), file.getLong(4096 + 2 * 32), "slot 2");
        assertEquals(1, file.getLong(2816), "life");
        assertEquals(7L << 32 | (16 + 5), file.getLong(records + 8), "header");
        assertEquals(64 + 2, file.getLong(records + 16), "correlation");
        assertEquals(1, file.getLong(records + 24), "life of the request");
        assertEquals(1, file.getByte(records + 32));
        assertEquals(128 + 2, file.getLong(records + 64 + 16), "correlation");
    }

    private void assertLanes() throws IOException {
        UnsafeBuffer file = file();
        int lane = 24576; // of slot 1: 16384 + 4096 + 512, up to a page
        int laneLength = 8192; // 4096 + 1024 + 128, up to a page
        assertEquals(0, file.getLong(lane + 2688), "count of slot 1");
        assertEquals(64 + 1, file.getLong(lane + 2816), "from of slot 1");
        assertEquals(lane + 2 * laneLength, file.capacity());
        int second = lane + laneLength;
        assertEquals(2, file.getLong(second + 2688), "count of slot 2");
        assertEquals(64 + 2, file.getLong(second + 2816), "from of slot 2");
        assertEquals(17L << 32 | (8 + 5), file.getLong(second + 4096), "header");
        assertEquals(64 + 2, file.getLong(second + 4104), "correlation");
        assertEquals(5, file.getByte(second + 4112 + 4));
        assertEquals(18L << 32 | (8 + 1), file.getLong(second + 4096 + 24), "next header");
    }

    @Test
    void successorOfADeadServerHasTheNextOddLife() {
        assertEquals(1, RequestLayout.nextLife(0));
        assertEquals(3, RequestLayout.nextLife(1));
        assertEquals(3, RequestLayout.nextLife(2));
        assertEquals(5, RequestLayout.nextLife(3));
    }

    private void assertRefused(Supplier<RequestChannel> opener, String... words) {
        SegmentException e = assertThrows(SegmentException.class, () -> opener.get().close());
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), word + " in: " + e.getMessage());
        }
    }

    @Test
    void otherMeasuresAreRefusedWithBothValues() {
        RequestChannel.create(options, 2, 4096, 1024).close();
        RequestChannel.createOrOpen(options, 2, 4096, 1024).close();
        assertRefused(
                () -> RequestChannel.createOrOpen(options, 3, 4096, 1024),
                "clients=2 responseCapacity=1024",
                "clients=3 responseCapacity=1024");
        assertRefused(
                () -> RequestChannel.createOrOpen(options, 2, 4096, 2048),
                "clients=2 responseCapacity=1024",
                "clients=2 responseCapacity=2048");
        assertRefused(() -> RequestChannel.createOrOpen(options, 2, 8192, 1024), "4096", "8192");
    }

    @Test
    void otherKindsAreRefused() {
        MpscRing.create(options, 4096).close();
        assertRefused(() -> RequestChannel.open(options), "MPSC_RING", "REQUEST_RESPONSE");
        Segment.unlink(options);
        RequestChannel.create(options, 2, 4096, 1024).close();
        SegmentException e =
                assertThrows(SegmentException.class, () -> MpscRing.open(options).close());
        assertTrue(e.getMessage().contains("REQUEST_RESPONSE"), e.getMessage());
    }

    @Test
    void measuresThatDoNotFitTheLengthAreCorrupt() throws Exception {
        for (long detail : new long[] {0, 3L << 32 | 1024, 2L << 32 | 1000, -1, Long.MIN_VALUE}) {
            Segment.unlink(options);
            RequestChannel.create(options, 2, 4096, 1024).close();
            UnsafeBuffer file = new UnsafeBuffer(Files.readAllBytes(options.path()));
            file.putLong(72, detail);
            Files.write(options.path(), file.byteArray());
            assertRefused(() -> RequestChannel.open(options), "is corrupt");
        }
    }

    @Test
    void impossibleMeasuresAreRefused() {
        int[][] measures = {
            {0, 4096, 1024}, {64, 4096, 1024}, {2, 4000, 1024}, {2, 4096, 64}, {63, 4096, 1 << 30}
        };
        for (int[] m : measures) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> RequestChannel.create(options, m[0], m[1], m[2]).close());
        }
    }
}
