package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.shm.RequestServer.Delivery;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the ends of a request channel refuse. */
@Timeout(60)
class RequestRefusalTest {
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};
    private static final ResponseHandler IGNORE_ALL = (type, buffer, index, length, of) -> {};

    private final SegmentOptions options =
            SegmentOptions.named("RequestRefusalTest-" + ProcessHandle.current().pid());
    private final RequestChannel channel = RequestChannel.create(options, 3, 4096, 128);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1024]);

    @AfterEach
    void cleanUp() {
        channel.close();
        Segment.unlink(options);
    }

    private long send(RequestClient client) {
        return client.send(1, message, 0, 8);
    }

    private static RequestHandler echo(RequestServer server) {
        return (type, buffer, index, length, token) ->
                assertEquals(Delivery.SENT, server.reply(token, type, buffer, index, length));
    }

    @Test
    void slotsRunOutWithOneErrorAndComeBack() {
        RequestClient one = channel.client();
        channel.client();
        channel.client();
        assertEquals(3, channel.clientHolders().size());
        SegmentException e = assertThrows(SegmentException.class, channel::client);
        assertTrue(e.getMessage().contains("has 3 clients"), e.getMessage());
        one.close();
        assertTrue(channel.server().maxMsgLength() > 0);
        assertTrue(send(channel.client()) > 0);
    }

    @Test
    void secondServerIsRefused() {
        channel.server();
        assertEquals(ProcessHandle.current().pid(), channel.serverHolder().orElseThrow().pid());
        assertThrows(SegmentException.class, channel::server);
    }

    @Test
    void longestMessagesPassAndLongerOnesAreRefused() {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        assertEquals(4096 / 8 - 16, client.maxMsgLength());
        assertEquals(128 / 8 - 8, server.maxMsgLength());
        assertTrue(client.send(1, message, 0, client.maxMsgLength()) > 0);
        assertTrue(client.send(1, message, 0, 0) > 0);
        List<Integer> lengths = new ArrayList<>();
        server.serve(
                (type, buffer, index, length, token) -> {
                    lengths.add(length);
                    assertEquals(Delivery.SENT, server.reply(token, 1, message, 0, 0));
                },
                9);
        assertEquals(List.of(496, 0), lengths);
        assertEquals(2, client.poll(IGNORE_ALL, 9));
        for (int length : new int[] {-1, client.maxMsgLength() + 1}) {
            assertThrows(IllegalArgumentException.class, () -> client.send(1, message, 0, length));
            assertThrows(IllegalArgumentException.class, () -> client.awaitRoom(length, 0));
        }
        for (int length : new int[] {-1, server.maxMsgLength() + 1}) {
            assertThrows(
                    IllegalArgumentException.class, () -> server.reply(65, 1, message, 0, length));
            assertThrows(IllegalArgumentException.class, () -> server.tryClaim(65, 1, length));
        }
    }

    @Test
    void badArgumentsAreRefusedAndNothingIsSent() {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        assertThrows(IllegalArgumentException.class, () -> client.send(0, message, 0, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> client.send(1, message, 1020, 8));
        assertEquals(0, server.serve(echo(server), 9));
        assertThrows(IllegalArgumentException.class, () -> server.reply(0, 1, message, 0, 8));
        assertThrows(IllegalArgumentException.class, () -> server.reply(64 + 4, 1, message, 0, 8));
        assertThrows(IllegalArgumentException.class, () -> server.reply(-1, 1, message, 0, 8));
        assertThrows(IllegalArgumentException.class, () -> server.reply(65, 0, message, 0, 8));
        assertThrows(IllegalArgumentException.class, () -> client.poll(IGNORE_ALL, 0));
        assertThrows(IllegalArgumentException.class, () -> server.serve(echo(server), 0));
    }

    @Test
    void closedEndsRefuseEverything() {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        client.close();
        client.close();
        server.close();
        server.close();
        assertThrows(IllegalStateException.class, () -> client.send(1, message, 0, 8));
        assertThrows(IllegalStateException.class, () -> client.call(1, message, 0, 8, IGNORE, 0));
        assertThrows(IllegalStateException.class, () -> client.poll(IGNORE_ALL, 1));
        assertThrows(IllegalStateException.class, () -> client.isLost(65));
        assertThrows(IllegalStateException.class, () -> client.await(0));
        assertThrows(IllegalStateException.class, () -> client.awaitRoom(8, 0));
        assertThrows(IllegalStateException.class, () -> server.serve(echo(server), 1));
        assertThrows(IllegalStateException.class, () -> server.reply(65, 1, message, 0, 8));
        assertThrows(IllegalStateException.class, () -> server.tryClaim(65, 1, 8));
        assertThrows(IllegalStateException.class, () -> server.await(0));
    }

    @Test
    void closingInAHandlerIsRefusedAndChangesNothing() {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        assertTrue(send(client) > 0);
        assertThrows(
                IllegalStateException.class,
                () -> server.serve((type, buffer, index, length, token) -> channel.close(), 9));
        assertTrue(send(client) > 0);
        assertEquals(1, server.serve(echo(server), 9));
        assertThrows(
                IllegalStateException.class,
                () -> client.poll((type, buffer, index, length, of) -> client.close(), 9));
        assertTrue(send(client) > 0);
        assertEquals(1, server.serve(echo(server), 9));
        assertEquals(1, client.poll(IGNORE_ALL, 9));
    }

    @Test
    void handlerMaySendAndReplyButNotReadOrWait() throws Exception {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        assertTrue(send(client) > 0);
        assertTrue(send(client) > 0);
        RequestHandler answer = echo(server);
        RequestHandler meddling =
                (type, buffer, index, length, token) -> {
                    assertThrows(IllegalStateException.class, () -> server.serve(answer, 1));
                    assertThrows(IllegalStateException.class, () -> server.await(0));
                    answer.onRequest(type, buffer, index, length, token);
                };
        assertEquals(2, server.serve(meddling, 9));
        List<Long> sent = new ArrayList<>();
        ResponseHandler asking =
                (type, buffer, index, length, of) -> {
                    assertThrows(IllegalStateException.class, () -> client.poll(IGNORE_ALL, 1));
                    assertThrows(IllegalStateException.class, () -> client.await(0));
                    assertThrows(
                            IllegalStateException.class,
                            () -> client.call(1, message, 0, 8, IGNORE, 1));
                    sent.add(send(client));
                };
        assertEquals(2, client.poll(asking, 9));
        assertEquals(2, server.serve(answer, 9));
        List<Long> answered = new ArrayList<>();
        client.poll((type, buffer, index, length, of) -> answered.add(of), 9);
        assertEquals(sent, answered);
    }
}
