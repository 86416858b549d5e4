package io.sluice.shm;

import io.sluice.shm.RequestClient.Outcome;
import io.sluice.shm.RequestServer.Delivery;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The processes of {@link RequestProcessesTest} that get killed or stopped, and the notes they
 * leave: for each request of each client how often it was served, and how its call ended.
 *
 * <p>Request n of client c carries (c, n) and bytes that follow from them; its response the same,
 * and other bytes.
 */
final class KilledCallers {
    static final int CLIENTS = 3;
    static final int MOST = 1 << 21; // requests of each client
    static final int NOTES_LENGTH = 4096 + 2 * CLIENTS * MOST;
    static final int PENDING = 100; // a call that has not ended, because its caller was killed

    private static final int HEADER = 2 * Long.BYTES;
    private static final long ONE_MINUTE = TimeUnit.SECONDS.toNanos(60);

    private KilledCallers() {}

    static SegmentOptions channel(String name) {
        return SegmentOptions.named(name + "-channel");
    }

    static SegmentOptions notes(String name) {
        return SegmentOptions.named(name + "-notes");
    }

    /** How many requests a client has begun. */
    static int begun(int client) {
        return 128 * client;
    }

    /** How many were answered. */
    static int answered(int client) {
        return begun(client) + 64;
    }

    /** How often a request was served, one byte. */
    static int served(int client, long request) {
        return 4096 + client * MOST + (int) request;
    }

    /** The number of its outcome, one byte. */
    static int outcome(int client, long request) {
        return served(CLIENTS + client, request);
    }

    static int number(Outcome outcome) {
        return 1 + List.of(Outcome.values()).indexOf(outcome);
    }

    private static int length(long client, long request) {
        long mixed = (client * 31 + request) * 0x9e37_79b9_7f4a_7c15L;
        return HEADER + (int) ((mixed >>> 33) % 80);
    }

    private static byte expected(long client, long request, boolean response, int index) {
        return (byte) (client * 17 + request * 31 + index + (response ? 101 : 0));
    }

    private static void fill(UnsafeBuffer message, long client, long request, boolean response) {
        message.putLong(0, client);
        message.putLong(8, request);
        for (int i = HEADER; i < length(client, request); i++) {
            message.putByte(i, expected(client, request, response, i));
        }
    }

    /** Exits 3 at the first byte that is wrong. */
    private static void check(DirectBuffer buffer, int index, int length, boolean response) {
        long client = length < HEADER ? -1 : buffer.getLong(index);
        long request = client < 0 ? -1 : buffer.getLong(index + 8);
        String what = "(" + client + ", " + request + ") of length " + length;
        require(client >= 0 && client < CLIENTS && length == length(client, request), what);
        for (int i = HEADER; i < length; i++) {
            boolean right = buffer.getByte(index + i) == expected(client, request, response, i);
            require(right, "byte " + i + " of " + what);
        }
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            System.out.println("FAULT " + message);
            System.out.flush();
            Runtime.getRuntime().halt(3);
        }
    }

    /** Serves for ever; notes that it serves a request, then answers it, some after the next. */
    static final class Server {
        private final RequestServer server;
        private final AtomicBuffer note;
        private final Random random = new Random();
        private final UnsafeBuffer response = new UnsafeBuffer(new byte[256]);
        private long later; // the token of a request not answered yet
        private long laterClient;
        private long laterRequest;

        private Server(RequestServer server, AtomicBuffer note) {
            this.server = server;
            this.note = note;
        }

        public static void main(String[] args) throws InterruptedException {
            try (Segment notes = Segment.open(notes(args[0]), NOTES_LENGTH);
                    RequestChannel channel = RequestChannel.open(channel(args[0]));
                    RequestServer end = channel.server()) {
                Server server = new Server(end, notes.memory());
                System.out.println("ready");
                while (true) {
                    boolean unused = end.await(server.random.nextInt(50_000), 100_000);
                    end.serve(server::serve, 1 + server.random.nextInt(5));
                    server.answerLater();
                }
            }
        }

        private void serve(int type, DirectBuffer buffer, int index, int length, long token) {
            check(buffer, index, length, false);
            long client = buffer.getLong(index);
            long request = buffer.getLong(index + 8);
            int served = served((int) client, request);
            require(note.getByte(served) == 0, "served again: " + client + ", " + request);
            note.putByteVolatile(served, (byte) 1);
            if (later == 0 && random.nextInt(4) == 0) {
                later = token;
                laterClient = client;
                laterRequest = request;
            } else {
                answer(token, client, request);
            }
        }

        private void answerLater() {
            if (later != 0) {
                answer(later, laterClient, laterRequest);
                later = 0;
            }
        }

        private void answer(long token, long client, long request) {
            fill(response, client, request, true);
            Delivery delivery;
            do {
                delivery = server.reply(token, 2, response, 0, length(client, request));
            } while (delivery == Delivery.NO_ROOM);
        }
    }

    /** Calls for ever, going on after what its predecessor noted. */
    static final class Client {
        private long answeredClient; // by onAnswer
        private long answeredRequest;

        public static void main(String[] args) throws InterruptedException {
            int name = Integer.parseInt(args[1]);
            try (Segment notes = Segment.open(notes(args[0]), NOTES_LENGTH);
                    RequestChannel channel = RequestChannel.open(channel(args[0]));
                    RequestClient end = channel.client()) {
                System.out.println("ready");
                new Client().run(name, notes.memory(), end);
            }
        }

        private void run(int name, AtomicBuffer note, RequestClient end)
                throws InterruptedException {
            UnsafeBuffer message = new UnsafeBuffer(new byte[256]);
            Random random = new Random();
            for (long i = note.getLong(begun(name)); i < MOST; i++) {
                note.putByte(outcome(name, i), (byte) PENDING);
                note.putLongVolatile(begun(name), i + 1);
                fill(message, name, i, false);
                answeredRequest = -1;
                long timeoutNs = random.nextInt(20) == 0 ? random.nextInt(100_000) : ONE_MINUTE;
                Outcome outcome =
                        end.call(1, message, 0, length(name, i), this::onAnswer, timeoutNs);
                boolean answered = outcome == Outcome.ANSWERED;
                boolean right = answeredClient == name && answeredRequest == i;
                require(
                        answered ? right : answeredRequest == -1,
                        "%d, %d: %s with %d, %d"
                                .formatted(name, i, outcome, answeredClient, answeredRequest));
                note.putByteVolatile(outcome(name, i), (byte) number(outcome));
                if (answered) {
                    note.putLongVolatile(answered(name), note.getLong(answered(name)) + 1);
                } else if (outcome == Outcome.NO_SERVER) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
        }

        private void onAnswer(int type, DirectBuffer buffer, int index, int length) {
            check(buffer, index, length, true);
            answeredClient = buffer.getLong(index);
            answeredRequest = buffer.getLong(index + 8);
        }
    }
}
