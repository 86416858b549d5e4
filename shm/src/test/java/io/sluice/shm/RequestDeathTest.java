package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.shm.RequestClient.Outcome;
import io.sluice.shm.RequestServer.Delivery;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is seen of an end that died and has no successor yet; flags stand for the kernel's locks.
 */
@Timeout(60)
class RequestDeathTest {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);
    private static final RequestLayout LAYOUT = new RequestLayout(2, 4096, 128);
    private static final MessageHandler NEVER =
            (type, buffer, index, length) -> {
                throw new AssertionError("a response that nobody gave: " + type);
            };

    static {
        AgronaAccess.ensureOpen();
    }

    private final boolean[] alive = new boolean[3]; // by slot; 0: server
    private final RequestMemory memory =
            new RequestMemory(
                    new Memory(
                            new UnsafeBuffer(
                                    ByteBuffer.allocateDirect((int) LAYOUT.shape().fileLength()))),
                    LAYOUT,
                    "mortal");
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
    private final List<Long> tokens = new ArrayList<>();

    private RequestServer server() {
        alive[0] = true;
        return new ChannelServer(memory, slot -> alive[slot], () -> {});
    }

    private RequestClient client(int slot) {
        RequestClient client = new ChannelClient(memory, slot, () -> alive[0], () -> {});
        alive[slot] = true;
        return client;
    }

    private int keep(RequestServer server) {
        return server.serve((type, buffer, index, length, token) -> tokens.add(token), 9);
    }

    private Delivery reply(RequestServer server, long token) {
        return server.reply(token, 1, message, 0, 8);
    }

    @Test
    void deathOfTheServerEndsACallAndUntilTheNextComesThereIsNone() throws Exception {
        RequestServer first = server();
        RequestClient client = client(1);
        assertEquals(Outcome.TIMED_OUT, client.call(1, message, 0, 8, NEVER, 1));
        alive[0] = false;
        assertEquals(Outcome.SERVER_DIED, client.call(1, message, 0, 8, NEVER, LONG_NS));
        assertEquals(Outcome.NO_SERVER, client.call(1, message, 0, 8, NEVER, LONG_NS));
        assertEquals(RequestClient.NO_SERVER, client(2).send(1, message, 0, 8));
        RequestServer next = server();
        assertTrue(client.send(1, message, 0, 8) > 0);
        assertEquals(1, keep(next), "what was sent to " + first);
    }

    @Test
    void deathBeforeTheTimeIsOverIsNotCalledATimeout() throws Exception {
        server();
        RequestClient client = client(1);
        alive[0] = false;
        assertEquals(Outcome.SERVER_DIED, client.call(1, message, 0, 8, NEVER, 0));
    }

    @Test
    void responseOfAServerThatDiedAfterItIsRead() {
        RequestServer server = server();
        RequestClient client = client(1);
        long correlation = client.send(1, message, 0, 8);
        keep(server);
        assertEquals(Delivery.SENT, reply(server, tokens.get(0)));
        assertFalse(client.isLost(correlation));
        alive[0] = false;
        assertTrue(client.isLost(correlation));
        assertEquals(1, client.poll((type, buffer, index, length, of) -> tokens.add(of), 9));
        assertEquals(List.of(correlation, correlation), tokens);
    }

    @Test
    void responseGivenBetweenTheLastLookAndTheDeathEndsTheCall() throws Exception {
        RequestServer server = server();
        BooleanSupplier lives =
                () -> {
                    if (keep(server) == 1) {
                        assertEquals(Delivery.SENT, reply(server, tokens.get(0)));
                        alive[0] = false;
                    }
                    return alive[0];
                };
        RequestClient client = new ChannelClient(memory, 1, lives, () -> {});
        int[] answers = {0};
        MessageHandler onAnswer = (type, buffer, index, length) -> answers[0]++;
        assertEquals(Outcome.ANSWERED, client.call(1, message, 0, 8, onAnswer, LONG_NS));
        assertEquals(1, answers[0]);
        assertEquals(Outcome.NO_SERVER, client.call(1, message, 0, 8, NEVER, LONG_NS));
    }

    @Test
    void responsesToADeadClientAreDroppedOnceItsLaneIsFullAndTheNextOwnersAreNot() {
        RequestServer server = server();
        RequestClient dead = client(1);
        assertTrue(dead.send(1, message, 0, 8) > 0);
        assertTrue(dead.send(1, message, 0, 8) > 0);
        keep(server);
        alive[1] = false;
        while (reply(server, tokens.get(1)) == Delivery.SENT) {
            // until its lane is full
        }
        assertEquals(Delivery.CLIENT_GONE, reply(server, tokens.get(1)));
        assertEquals(Delivery.CLIENT_GONE, reply(server, tokens.get(0)));
        RequestClient next = client(1);
        long correlation = next.send(1, message, 0, 8);
        tokens.clear();
        keep(server);
        assertEquals(Delivery.SENT, reply(server, tokens.get(0)), "its lane is empty");
        assertEquals(1, next.poll((type, buffer, index, length, of) -> tokens.add(of), 9));
        assertEquals(List.of(correlation, correlation), tokens);
    }

    @Test
    void clientThatLivesHasRoomAgainWhenItHasRead() {
        RequestServer server = server();
        RequestClient client = client(1);
        assertTrue(client.send(1, message, 0, 8) > 0);
        keep(server);
        Delivery delivery;
        do {
            delivery = reply(server, tokens.get(0));
        } while (delivery == Delivery.SENT);
        long untilNs = System.nanoTime() + 5_000_000; // so that it asks more than once
        while (System.nanoTime() < untilNs) {
            assertEquals(Delivery.NO_ROOM, reply(server, tokens.get(0)));
        }
        client.poll((type, buffer, index, length, of) -> {}, 9);
        assertEquals(0, client.poll((type, buffer, index, length, of) -> {}, 9));
        assertEquals(Delivery.SENT, reply(server, tokens.get(0)));
    }
}
