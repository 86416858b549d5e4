package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.shm.RequestClient.Outcome;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three clients and a server, each a JVM of its own, of which one at a time is killed and replaced,
 * or stopped and continued, at random instants. The channel has no more slots than there are
 * clients, so that one that leaked would be missed.
 *
 * <p>{@code -Dsluice.kills=1000} does that so often; {@code -Dsluice.seed} replays the instants as
 * far as the machine lets them.
 */
@Timeout(3600)
class RequestProcessesTest {
    private static final int KILLS = Integer.getInteger("sluice.kills", 30);
    private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int CLIENTS = KilledCallers.CLIENTS;

    private final String name = "RequestProcessesTest-" + ProcessHandle.current().pid();
    private final ChildJvm[] clients = new ChildJvm[CLIENTS];
    private ChildJvm server;
    private Segment notes;
    private RequestChannel channel;

    @BeforeEach
    void startAll() throws IOException {
        notes = Segment.create(KilledCallers.notes(name), KilledCallers.NOTES_LENGTH);
        channel = RequestChannel.create(KilledCallers.channel(name), CLIENTS, 4096, 1024);
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = startClient(i);
        }
        server = startServer();
    }

    @AfterEach
    void cleanUp() throws InterruptedException {
        killAll();
        channel.close();
        notes.close();
        Segment.unlink(KilledCallers.channel(name));
        Segment.unlink(KilledCallers.notes(name));
    }

    private void killAll() throws InterruptedException {
        for (ChildJvm client : clients) {
            if (client != null) {
                client.kill();
            }
        }
        if (server != null) {
            server.kill();
        }
    }

    private ChildJvm startClient(int client) throws IOException {
        ChildJvm child = ChildJvm.start(KilledCallers.Client.class, name, client + "");
        child.awaitLine("ready");
        return child;
    }

    private ChildJvm startServer() throws IOException {
        ChildJvm child = ChildJvm.start(KilledCallers.Server.class, name);
        child.awaitLine("ready");
        return child;
    }

    @Test
    void killedEndsAreReplacedAndEveryCallEndsAsItShould() throws Exception {
        Random random = new Random(SEED);
        int clientKills = 0;
        int serverKills = 0;
        for (int i = 0; i < KILLS; i++) {
            awaitProgress("kill " + i + " of seed " + SEED, -1);
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            int victim = random.nextInt(2 * CLIENTS);
            if (victim < CLIENTS) {
                clients[victim].kill();
                // While it is gone the others must get through.
                awaitProgress("the others' after kill " + i + " of seed " + SEED, victim);
                clients[victim] = startClient(victim);
                clientKills++;
            } else {
                server.kill();
                assertTrue(channel.serverHolder().isEmpty());
                server = startServer();
                serverKills++;
            }
        }
        awaitProgress("the end", -1);
        assertEquals(CLIENTS, channel.clientHolders().size());
        killAll();
        int[] outcomes = outcomes();
        int pending = outcomes[KilledCallers.PENDING];
        assertTrue(pending <= clientKills + CLIENTS, "calls that never ended: " + pending);
        int died = outcomes[KilledCallers.number(Outcome.SERVER_DIED)];
        assertTrue(died > 0 || serverKills == 0, "no call saw a server die");
        report(clientKills + " kills of a client, " + serverKills + " of the server", outcomes);
    }

    @Test
    void stoppedServerIsWaitedForAndStoppedClientsLoseNothing() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < KILLS; i++) {
            awaitProgress("stop " + i + " of seed " + SEED, -1);
            TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000));
            int victim = random.nextInt(2 * CLIENTS);
            ChildJvm stopped = victim < CLIENTS ? clients[victim] : server;
            stopped.stop();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
            stopped.resume();
        }
        awaitProgress("the end", -1);
        for (ChildJvm client : clients) {
            client.kill(); // before the server, or they would see it die
        }
        int[] outcomes = outcomes();
        assertEquals(0, outcomes[KilledCallers.number(Outcome.SERVER_DIED)]);
        report(KILLS + " stops", outcomes);
    }

    /** Compares what the clients noted with what the servers did; how often each outcome was. */
    private int[] outcomes() {
        AtomicBuffer note = notes.memory();
        int[] outcomes = new int[KilledCallers.PENDING + 1];
        for (int client = 0; client < CLIENTS; client++) {
            long begun = note.getLong(KilledCallers.begun(client));
            for (long i = 0; i < begun; i++) {
                int served = note.getByte(KilledCallers.served(client, i));
                int outcome = note.getByte(KilledCallers.outcome(client, i));
                outcomes[outcome]++;
                String what = "request " + i + " of client " + client + ", outcome " + outcome;
                if (outcome == KilledCallers.number(Outcome.ANSWERED)) {
                    assertEquals(1, served, what);
                } else if (outcome == KilledCallers.number(Outcome.NO_SERVER)
                        || outcome == KilledCallers.number(Outcome.NO_ROOM)) {
                    assertEquals(0, served, what);
                }
            }
        }
        assertEquals(0, outcomes[0]);
        return outcomes;
    }

    private void report(String what, int[] outcomes) {
        StringBuilder line = new StringBuilder(what).append(':');
        for (Outcome outcome : Outcome.values()) {
            line.append(String.format(" %s %,d", outcome, outcomes[KilledCallers.number(outcome)]));
        }
        System.out.println(line);
    }

    /** Waits until calls of every client but one were answered after now. */
    private void awaitProgress(String when, int butOf) throws Exception {
        AtomicBuffer note = notes.memory();
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        for (int client = 0; client < CLIENTS; client++) {
            long target = note.getLongVolatile(KilledCallers.answered(client)) + 20;
            while (client != butOf
                    && note.getLongVolatile(KilledCallers.answered(client)) < target) {
                requireAlive(server, "the server", when);
                requireAlive(clients[client], "client " + client, when);
                if (System.nanoTime() > deadlineNs) {
                    throw new AssertionError(
                            "before "
                                    + when
                                    + " no progress of client "
                                    + client
                                    + " of "
                                    + channel);
                }
                TimeUnit.MICROSECONDS.sleep(200);
            }
        }
    }

    private static void requireAlive(ChildJvm child, String what, String when) throws Exception {
        if (!child.isAlive()) {
            throw new AssertionError("before " + when + " " + what + " ended: " + child.end());
        }
    }
}
