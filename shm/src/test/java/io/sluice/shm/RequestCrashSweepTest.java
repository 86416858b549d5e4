package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.shm.RequestServer.Delivery;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Stops one of two clients, the server, or both before each of their stores, and lets new ones go
 * on in the same memory: no request may be served twice, no response reach anybody else, nobody
 * wait for what will not come.
 */
@Timeout(300)
class RequestCrashSweepTest {
    private static final RequestLayout LAYOUT = new RequestLayout(2, 4096, 256);
    private static final int REQUESTS = 25; // of each client: more than a lap of its lane
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int TURNS = 2000;
    private static final int AT_ONCE = 3;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory =
            new UnsafeBuffer(ByteBuffer.allocateDirect((int) LAYOUT.shape().fileLength()));
    private final boolean[] alive = new boolean[3]; // by slot, as the kernel would say; 0: server

    private String where; // for messages
    private Map<String, Integer> served; // how often, by client, life and number

    private RequestMemory memory(int dyingAt) {
        return new RequestMemory(new CrashingMemory(dyingAt, memory), LAYOUT, "swept");
    }

    /** One client after another in a slot; each asks on from the one before. */
    private final class Asker {
        private final int slot;
        private int dyingAt;
        private int life;
        private int next; // the request to send
        private ChannelClient client;
        private Map<Long, Integer> sent =
                new TreeMap<>(); // not yet answered or lost, by correlation
        private final List<Integer> ended = new ArrayList<>(); // answered or lost
        private boolean died;

        Asker(int slot, int dyingAt) {
            this.slot = slot;
            this.dyingAt = dyingAt;
        }

        void turn() {
            try {
                attach();
                ask();
                look();
            } catch (CrashingMemory.Crash e) {
                // It does not know whether its last request was sent: its successor sends another.
                alive[slot] = false;
                ended.addAll(sent.values());
                sent = new TreeMap<>();
                if (next < REQUESTS) {
                    ended.add(next++);
                }
                client = null;
                dyingAt = NEVER;
                died = true;
            }
        }

        private void attach() {
            if (client == null) {
                life++;
                client = new ChannelClient(memory(dyingAt), slot, () -> alive[0], () -> {});
                alive[slot] = true;
            }
        }

        private void ask() {
            UnsafeBuffer message = new UnsafeBuffer(new byte[24]);
            while (next < REQUESTS && sent.size() < AT_ONCE) {
                message.putLong(0, slot);
                message.putLong(8, life);
                message.putLong(16, next);
                long correlation = client.send(1, message, 0, 24 - next % 2);
                if (correlation < 0) {
                    return;
                }
                sent.put(correlation, next++);
            }
        }

        private void look() {
            List<Long> lost = sent.keySet().stream().filter(client::isLost).toList();
            client.poll(this::answered, 9);
            for (long correlation : lost) {
                Integer number = sent.remove(correlation);
                if (number != null) {
                    ended.add(number);
                }
            }
        }

        private void answered(int type, DirectBuffer buffer, int index, int length, long of) {
            Integer number = sent.remove(of);
            assertTrue(number != null, () -> "nobody waits for " + of + ": " + where);
            assertEquals(24 - number % 2, length, where);
            assertEquals(slot, buffer.getLong(index), where);
            assertEquals(life, buffer.getLong(index + 8), where);
            assertEquals(number.byteValue(), buffer.getByte(index + 16), where);
            assertEquals(1, served.get(key(buffer, index)), where);
            ended.add(number);
        }
    }

    private static String key(DirectBuffer buffer, int index) {
        return buffer.getLong(index)
                + " "
                + buffer.getLong(index + 8)
                + " "
                + buffer.getByte(index + 16);
    }

    /** One server after another. */
    private final class Answerer {
        private int dyingAt;
        private ChannelServer server;
        private boolean died;
        private int turns;

        Answerer(int dyingAt) {
            this.dyingAt = dyingAt;
        }

        void turn() {
            try {
                if (server == null) {
                    alive[0] = true;
                    server = new ChannelServer(memory(dyingAt), slot -> alive[slot], () -> {});
                }
                if (turns++ % 3 == 0) { // or no request would outlive its client
                    server.serve(this::serve, 1 + turns % 4);
                }
            } catch (CrashingMemory.Crash e) {
                alive[0] = false;
                server = null;
                dyingAt = NEVER;
                died = true;
            }
        }

        private void serve(int type, DirectBuffer buffer, int index, int length, long token) {
            int times = served.merge(key(buffer, index), 1, Integer::sum);
            assertEquals(1, times, () -> "served again: " + where);
            if (length % 2 == 0) {
                Delivery delivery = server.reply(token, type, buffer, index, length);
                assertTrue(delivery != Delivery.NO_ROOM, where);
                return;
            }
            int claim = server.tryClaim(token, type, length);
            assertTrue(claim != RequestServer.NO_ROOM, where);
            if (claim > 0) {
                server.buffer().putBytes(claim, buffer, index, length);
                server.commit(claim);
            }
        }
    }

    /** Runs the whole exchange. Returns whether somebody died. */
    private boolean sweep(int clientDiesAt, int serverDiesAt) {
        where = "client dies at " + clientDiesAt + ", server at " + serverDiesAt;
        memory.setMemory(0, memory.capacity(), (byte) 0);
        memory.putLong(SegmentLayout.NONCE, 0x1234_5678_9abc_def0L);
        served = new HashMap<>();
        Asker mortal = new Asker(1, clientDiesAt);
        Asker other = new Asker(2, NEVER);
        Answerer server = new Answerer(serverDiesAt);
        for (int turn = 0; turn < TURNS; turn++) {
            server.turn();
            mortal.turn();
            other.turn();
            if (mortal.ended.size() == REQUESTS && other.ended.size() == REQUESTS) {
                break;
            }
        }
        for (Asker asker : List.of(mortal, other)) {
            asker.ended.sort(null);
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                expected.add(i);
            }
            assertEquals(expected, asker.ended, () -> "slot " + asker.slot + ": " + where);
        }
        boolean somebodyDied = mortal.died || server.died;
        assertTrue(somebodyDied || served.size() == 2 * REQUESTS, where);
        return somebodyDied;
    }

    @Test
    void noRequestIsServedTwiceNorAnsweredToAnotherWhereverTheyDie() {
        int clientStores = 0;
        while (sweep(clientStores, NEVER)) {
            clientStores++;
        }
        int serverStores = 0;
        while (sweep(NEVER, serverStores)) {
            serverStores++;
        }
        assertTrue(clientStores > 6 * REQUESTS, "client stores " + clientStores);
        assertTrue(serverStores > 8 * REQUESTS, "server stores " + serverStores);
        for (int n = 0; n < clientStores; n += 2) {
            for (int m = 0; m < serverStores; m += 5) {
                sweep(n, m);
            }
        }
    }
}
