package io.sluice.examples;

import io.sluice.shm.RequestChannel;
import io.sluice.shm.RequestServer;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;

/**
 * Answers every request of every {@link EchoClient} with the same bytes, sleeping while there is
 * none.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.EchoServer 2000000
 * }</pre>
 */
public final class EchoServer {
    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RequestServer server;

    private EchoServer(RequestServer server) {
        this.server = server;
    }

    /** Answers as many requests as the first argument says, 1,000,000 by default. */
    public static void main(String[] args) throws InterruptedException {
        long requests = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        try (RequestChannel channel =
                        RequestChannel.createOrOpen("sluice-echo-example", 8, 1 << 16, 1 << 12);
                RequestServer server = channel.server()) {
            EchoServer example = new EchoServer(server);
            System.out.println("serving " + requests + " requests of " + channel);
            for (long served = 0; served < requests; ) {
                if (server.await(ONE_SECOND)) {
                    long missing = requests - served;
                    served += server.serve(example::onRequest, (int) Math.min(missing, 64));
                }
            }
        }
        System.out.println("served " + requests + " requests");
    }

    private void onRequest(
            int type, MutableDirectBuffer buffer, int index, int length, long token) {
        while (server.reply(token, type, buffer, index, length) == RequestServer.Delivery.NO_ROOM) {
            Thread.onSpinWait(); // the client has not read what is in its lane
        }
    }
}
