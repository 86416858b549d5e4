package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.shm.RequestClient.Outcome;
import io.sluice.shm.RequestServer.Delivery;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread: what an end does is decided by what is there. */
@Timeout(60)
class RequestChannelTest {
    private static final MessageHandler NEVER =
            (type, buffer, index, length) -> {
                throw new AssertionError("a response that nobody waits for: " + type);
            };

    private final SegmentOptions options =
            SegmentOptions.named("RequestChannelTest-" + ProcessHandle.current().pid());
    private final RequestChannel channel = RequestChannel.create(options, 3, 4096, 128);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1024]);
    private final List<Long> tokens = new ArrayList<>(); // by keep
    private final List<String> answers = new ArrayList<>(); // by note

    @AfterEach
    void cleanUp() {
        channel.close();
        Segment.unlink(options);
    }

    private long send(RequestClient client, long value) {
        message.putLong(0, value);
        return client.send(1, message, 0, 8);
    }

    private static RequestHandler echo(RequestServer server) {
        return (type, buffer, index, length, token) ->
                assertEquals(Delivery.SENT, server.reply(token, type + 1, buffer, index, length));
    }

    private RequestHandler keep() {
        return (type, buffer, index, length, token) -> tokens.add(token);
    }

    private ResponseHandler note() {
        return (type, buffer, index, length, correlation) ->
                answers.add(
                        type
                                + ":"
                                + (length == 8 ? buffer.getLong(index) : "")
                                + ":"
                                + length
                                + ":"
                                + correlation);
    }

    private Delivery reply(RequestServer server, long token, long value) {
        message.putLong(0, value);
        return server.reply(token, 9, message, 0, 8);
    }

    @Test
    void everyClientGetsTheResponsesToItsOwnRequestsInTheOrderGiven() {
        RequestServer server = channel.server();
        RequestClient one = channel.client();
        RequestClient two = channel.client();
        long first = send(one, 10);
        long other = send(two, 20);
        long second = send(one, 11);
        assertEquals(3, server.serve(echo(server), 9));
        assertEquals(2, one.poll(note(), 9));
        assertEquals(List.of("2:10:8:" + first, "2:11:8:" + second), answers);
        answers.clear();
        assertEquals(1, two.poll(note(), 9));
        assertEquals(List.of("2:20:8:" + other), answers);
        assertEquals(0, one.poll(note(), 9));
    }

    @Test
    void requestsMayBeAnsweredLaterAndInAnyOrder() {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        long first = send(client, 1);
        long second = send(client, 2);
        assertEquals(1, server.serve(keep(), 1));
        assertEquals(1, server.serve(keep(), 9));
        assertEquals(Delivery.SENT, reply(server, tokens.get(1), 200));
        assertEquals(Delivery.SENT, reply(server, tokens.get(0), 100));
        client.poll(note(), 9);
        assertEquals(List.of("9:200:8:" + second, "9:100:8:" + first), answers);
    }

    @Test
    void responseIsWrittenInPlaceOrNotAtAll() {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        long correlation = send(client, 1);
        server.serve(keep(), 9);
        long token = tokens.get(0);
        server.abort(server.tryClaim(token, 7, 8));
        int index = server.tryClaim(token, 5, 8);
        assertThrows(IllegalStateException.class, () -> reply(server, token, 1));
        assertThrows(IllegalStateException.class, () -> server.commit(index + 8));
        assertThrows(IllegalStateException.class, () -> server.commit(8));
        server.buffer().putLong(index, 55);
        server.commit(index);
        assertThrows(IllegalStateException.class, () -> server.commit(index));
        client.poll(note(), 9);
        assertEquals(List.of("5:55:8:" + correlation), answers);
    }

    @Test
    void fullLaneRefusesWhileItsClientLives() {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        long correlation = send(client, 1);
        assertTrue(send(channel.client(), 1) > 0);
        server.serve(keep(), 9);
        long token = tokens.get(0);
        int sent = 0;
        while (reply(server, token, sent) == Delivery.SENT) {
            sent++;
        }
        assertEquals(5, sent, "of 24 bytes in 128 less 8");
        assertEquals(RequestServer.NO_ROOM, server.tryClaim(token, 1, 8));
        assertEquals(Delivery.NO_ROOM, reply(server, token, sent));
        assertEquals(Delivery.SENT, reply(server, tokens.get(1), sent), "the other's");
        assertEquals(sent, client.poll(note(), 9));
        assertEquals(0, client.poll(note(), 9));
        assertEquals("9:4:8:" + correlation, answers.get(4));
        assertEquals(Delivery.SENT, reply(server, token, sent));
    }

    @Test
    void fullRingOfRequestsIsNoRoomAndNothingIsSent() throws Exception {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        int sent = 0;
        while (send(client, sent) > 0) {
            sent++;
        }
        assertEquals(4096 / 64, sent);
        assertEquals(RequestClient.NO_ROOM, send(client, 0));
        assertEquals(Outcome.NO_ROOM, client.call(1, message, 0, 8, NEVER, 1_000_000_000));
        assertFalse(client.awaitRoom(8, 0));
        assertEquals(sent, server.serve(keep(), Integer.MAX_VALUE));
        assertTrue(client.awaitRoom(8, 0));
        assertTrue(send(client, 0) > 0);
    }

    @Test
    void withoutServerNothingIsSent() throws Exception {
        RequestClient client = channel.client();
        assertEquals(RequestClient.NO_SERVER, send(client, 1));
        assertEquals(Outcome.NO_SERVER, client.call(1, message, 0, 8, NEVER, 1_000_000_000));
        channel.server().close();
        assertEquals(RequestClient.NO_SERVER, send(client, 1));
        assertEquals(RequestClient.NO_SERVER, send(channel.client(), 1));
        RequestServer server = channel.server();
        assertEquals(0, server.serve(keep(), 9));
        assertTrue(send(client, 1) > 0);
        assertEquals(1, server.serve(keep(), 9));
    }

    @Test
    void requestOfAnEarlierServerIsLostAndNotServed() {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        long answered = send(client, 1);
        assertEquals(1, server.serve(echo(server), 1));
        long lost = send(client, 2);
        assertFalse(client.isLost(answered));
        assertFalse(client.isLost(lost));
        server.close();
        assertTrue(client.isLost(lost));
        RequestServer next = channel.server();
        assertTrue(client.isLost(lost));
        long later = send(client, 3);
        assertTrue(client.isLost(lost));
        assertFalse(client.isLost(later));
        assertEquals(1, next.serve(echo(next), 9));
        assertEquals(0, next.serve(echo(next), 9));
        client.poll(note(), 9);
        assertEquals(List.of("2:1:8:" + answered, "2:3:8:" + later), answers);
    }

    @Test
    void lateResponseToACallThatTimedOutIsDropped() throws Exception {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        assertEquals(Outcome.TIMED_OUT, client.call(1, message, 0, 8, NEVER, 1));
        assertEquals(Outcome.TIMED_OUT, client.call(1, message, 0, 8, NEVER, 12_000_000));
        assertEquals(2, server.serve(keep(), 9));
        for (int i = 0; i < 100; i++) {
            assertEquals(Delivery.SENT, reply(server, tokens.get(i % 2), 100), "its room is free");
            assertEquals(0, client.poll(note(), 9));
            assertFalse(client.await(0));
        }
        assertEquals(Delivery.SENT, reply(server, tokens.get(1), 100));
        long correlation = send(client, 3);
        server.serve(echo(server), 9);
        assertEquals(1, client.poll(note(), 9));
        assertEquals(List.of("2:3:8:" + correlation), answers);
    }

    @Test
    void callGivesUpWhatWasSentBefore() throws Exception {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        assertTrue(send(client, 1) > 0);
        server.serve(echo(server), 9);
        assertEquals(Outcome.TIMED_OUT, client.call(1, message, 0, 8, NEVER, 0));
        assertEquals(0, client.poll(note(), 9));
    }

    @Test
    void nextOwnerOfASlotGetsNothingOfTheOneBefore() {
        RequestServer server = channel.server();
        RequestClient before = channel.client();
        long old = send(before, 1);
        assertTrue(send(before, 2) > 0);
        server.serve(keep(), 9);
        assertEquals(Delivery.SENT, reply(server, tokens.get(0), 1));
        before.close();
        assertEquals(Delivery.CLIENT_GONE, reply(server, tokens.get(1), 2));
        assertEquals(RequestServer.CLIENT_GONE, server.tryClaim(tokens.get(1), 1, 8));
        RequestClient after = channel.client();
        assertEquals(Delivery.CLIENT_GONE, reply(server, tokens.get(1), 2));
        assertEquals(0, after.poll(note(), 9));
        long correlation = send(after, 3);
        assertEquals(old + 2 * RequestLayout.STEP, correlation, "the slot's count goes on");
        server.serve(echo(server), 9);
        after.poll(note(), 9);
        assertEquals(List.of("2:3:8:" + correlation), answers);
    }

    @Test
    void handlerThatThrowsLeavesItsRequestReadAndUnanswered() throws Exception {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        assertTrue(send(client, 1) > 0);
        long second = send(client, 2);
        RequestHandler failing =
                (type, buffer, index, length, token) -> {
                    throw new IllegalArgumentException("mine");
                };
        assertThrows(IllegalArgumentException.class, () -> server.serve(failing, 9));
        assertEquals(1, server.serve(echo(server), 9));
        client.poll(note(), 9);
        assertEquals(List.of("2:2:8:" + second), answers);
    }

    @Test
    void oneSetWaitsForServerAndClient() throws Exception {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        WaitSet either = WaitSet.of(server, client);
        assertFalse(either.await(0));
        assertTrue(send(client, 1) > 0);
        assertTrue(either.await(1_000_000_000));
        server.serve(echo(server), 9);
        assertTrue(either.await(0, 1_000_000_000));
        assertEquals(1, client.poll(note(), 9));
        assertFalse(either.await(0, 1));
    }
}
