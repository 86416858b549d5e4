package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.shm.RequestClient.Outcome;
import io.sluice.shm.RequestServer.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Server and clients in threads of their own. */
@Timeout(120)
class RequestCallTest {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int CLIENTS = 4;
    private static final int STOP = 99;
    private static final MessageHandler NEVER =
            (type, buffer, index, length) -> {
                throw new AssertionError("a response that nobody waits for: " + type);
            };

    private final SegmentOptions options =
            SegmentOptions.named("RequestCallTest-" + ProcessHandle.current().pid());
    private final RequestChannel channel = RequestChannel.create(options, CLIENTS, 4096, 1024);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void cleanUp() throws InterruptedException {
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
        channel.close();
        Segment.unlink(options);
    }

    /** Echoes until it is told to stop; every third it answers after the next one. */
    private static final class Echo implements Callable<Long> {
        private final RequestServer server;
        private final long spinNs;
        private final UnsafeBuffer kept = new UnsafeBuffer(new byte[1024]);
        private int keptLength;
        private long keptToken;
        private long served;
        private boolean stopped;

        Echo(RequestServer server, long spinNs) {
            this.server = server;
            this.spinNs = spinNs;
        }

        @Override
        public Long call() throws InterruptedException {
            while (!stopped) {
                boolean unused = server.await(spinNs, TimeUnit.MILLISECONDS.toNanos(1));
                if (server.serve(this::serve, 7) == 0) {
                    answerKept();
                }
            }
            return served;
        }

        private void serve(int type, DirectBuffer buffer, int index, int length, long token) {
            stopped = type == STOP;
            if (++served % 3 == 0 && keptToken == 0) {
                kept.putBytes(0, buffer, index, length);
                keptLength = length;
                keptToken = token;
            } else {
                answer(token, type, buffer, index, length);
                answerKept();
            }
        }

        private void answerKept() {
            if (keptToken != 0) {
                answer(keptToken, 1, kept, 0, keptLength);
                keptToken = 0;
            }
        }

        private void answer(long token, int type, DirectBuffer buffer, int index, int length) {
            Delivery delivery;
            do {
                delivery = server.reply(token, type, buffer, index, length);
            } while (delivery == Delivery.NO_ROOM);
            assertEquals(Delivery.SENT, delivery);
        }
    }

    private static void fill(UnsafeBuffer message, int client, long value) {
        message.putLong(0, client);
        message.putLong(8, value);
    }

    private static int length(long value) {
        return 16 + (int) (value * 7 % 90);
    }

    private static List<Long> expected(int count) {
        List<Long> values = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            values.add(i);
        }
        return values;
    }

    /** Calls one after the other; returns the values that came back. */
    private Callable<List<Long>> caller(int name, int calls) {
        RequestClient client = channel.client();
        return () -> {
            List<Long> answered = new ArrayList<>();
            UnsafeBuffer message = new UnsafeBuffer(new byte[128]);
            MessageHandler onAnswer =
                    (type, buffer, index, length) -> {
                        assertEquals(name, buffer.getLong(index));
                        long value = buffer.getLong(index + 8);
                        assertEquals(length(value), length);
                        answered.add(value);
                    };
            for (long i = 0; i < calls; i++) {
                fill(message, name, i);
                Outcome outcome;
                do {
                    outcome = client.call(1, message, 0, length(i), onAnswer, LONG_NS);
                } while (outcome == Outcome.NO_ROOM);
                assertEquals(Outcome.ANSWERED, outcome);
            }
            return answered;
        };
    }

    /** Keeps several requests on the way; returns the values that came back, each its own. */
    private Callable<List<Long>> sender(int name, int requests) {
        RequestClient client = channel.client();
        return () -> {
            Deque<Long> sent = new ArrayDeque<>(); // correlations
            List<Long> answered = new ArrayList<>();
            UnsafeBuffer message = new UnsafeBuffer(new byte[128]);
            ResponseHandler onResponse =
                    (type, buffer, index, length, correlation) -> {
                        assertEquals(name, buffer.getLong(index));
                        assertTrue(sent.remove(correlation), "asked for, and not yet answered");
                        assertEquals(
                                correlation / RequestLayout.STEP, buffer.getLong(index + 8) + 1);
                        answered.add(buffer.getLong(index + 8));
                    };
            for (long i = 0; i < requests || !sent.isEmpty(); ) {
                fill(message, name, i);
                long correlation =
                        i < requests && sent.size() < 6
                                ? client.send(1, message, 0, length(i))
                                : RequestClient.NO_ROOM;
                if (correlation > 0) {
                    sent.add(correlation);
                    i++;
                } else if (!sent.isEmpty()) {
                    assertTrue(client.await(LONG_NS));
                    client.poll(onResponse, 3);
                }
            }
            answered.sort(null);
            return answered;
        };
    }

    private void exchange(long serverSpinNs) throws Exception {
        int requests = 20_000;
        Future<Long> server = threads.submit(new Echo(channel.server(), serverSpinNs));
        List<Future<List<Long>>> clients = new ArrayList<>();
        clients.add(threads.submit(caller(1, requests)));
        clients.add(threads.submit(sender(2, requests)));
        clients.add(threads.submit(caller(3, requests)));
        for (Future<List<Long>> client : clients) {
            assertEquals(expected(requests), client.get());
        }
        UnsafeBuffer stop = new UnsafeBuffer(new byte[16]);
        assertTrue(channel.client().send(STOP, stop, 0, 16) > 0);
        assertEquals(3 * requests + 1, server.get());
    }

    @Test
    void everyClientGetsItsOwnAnswersFromASpinningServer() throws Exception {
        exchange(LONG_NS);
    }

    @Test
    void everyClientGetsItsOwnAnswersFromASleepingServer() throws Exception {
        exchange(0);
    }

    @Test
    void closingServerEndsACallAsItsDeathDoes() throws Exception {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        Future<Outcome> call =
                threads.submit(() -> client.call(1, message, 0, 8, NEVER, Long.MAX_VALUE));
        while (!server.await(LONG_NS)) {
            Thread.onSpinWait();
        }
        server.close();
        assertEquals(Outcome.SERVER_DIED, call.get());
    }

    @Test
    void answerGivenBeforeTheServerClosedIsFound() throws Exception {
        RequestClient client = channel.client();
        UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        for (long i = 0; i < 500; i++) {
            RequestServer server = channel.server();
            message.putLong(0, i);
            long[] answer = {-1};
            MessageHandler onAnswer =
                    (type, buffer, index, length) -> answer[0] = buffer.getLong(index);
            Future<Outcome> call =
                    threads.submit(() -> client.call(1, message, 0, 8, onAnswer, LONG_NS));
            assertTrue(server.await(LONG_NS));
            assertEquals(
                    1,
                    server.serve(
                            (type, buffer, index, length, token) ->
                                    assertEquals(
                                            Delivery.SENT,
                                            server.reply(token, 1, buffer, index, length)),
                            1));
            server.close();
            assertEquals(Outcome.ANSWERED, call.get());
            assertEquals(i, answer[0]);
        }
    }

    @Test
    void interruptedCallThrowsAndTheClientStaysUsable() throws Exception {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        Thread caller = Thread.currentThread();
        Future<Void> interrupter =
                threads.submit(
                        () -> {
                            Thread.sleep(30);
                            caller.interrupt();
                            return null;
                        });
        assertThrows(
                InterruptedException.class, () -> client.call(1, message, 0, 8, NEVER, LONG_NS));
        interrupter.get();
        caller.interrupt();
        assertThrows(
                InterruptedException.class, () -> client.call(1, message, 0, 8, NEVER, LONG_NS));
        assertFalse(caller.isInterrupted());
        assertEquals(1, server.serve(new Echo(server, 0)::serve, 9), "interrupted before it sent");
        Future<Long> echo = threads.submit(new Echo(server, 0));
        long[] answers = {0};
        assertEquals(
                Outcome.ANSWERED,
                client.call(STOP, message, 0, 8, (type, b, i, l) -> answers[0] = type, LONG_NS));
        assertEquals(STOP, answers[0]);
        assertEquals(1, echo.get());
    }

    @Test
    void closingTheChannelEndsAnAwaitOfEitherEnd() throws Exception {
        RequestServer server = channel.server();
        RequestClient client = channel.client();
        Future<Boolean> serverWaits = threads.submit(() -> server.await(0, Long.MAX_VALUE));
        Future<Boolean> clientWaits = threads.submit(() -> client.await(0, Long.MAX_VALUE));
        TimeUnit.MILLISECONDS.sleep(30);
        channel.close();
        for (Future<Boolean> waits : List.of(serverWaits, clientWaits)) {
            Throwable cause = assertThrows(Exception.class, waits::get).getCause();
            assertEquals(IllegalStateException.class, cause.getClass());
        }
    }
}
