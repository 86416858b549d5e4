package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.shm.RequestClient.Outcome;
import io.sluice.shm.RequestServer.Delivery;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests and responses cost no heap: a JVM that never collects passes millions of them. */
@Timeout(120)
class RequestNoAllocationTest {
    private static final int REQUESTS = 10_000_000;
    private static final int TIMEOUTS = 100_000;

    /** What the child runs; at 8 bytes a request it would need more than its heap. */
    static final class ManyRequests {
        public static void main(String[] args) throws InterruptedException {
            SegmentOptions options =
                    SegmentOptions.named(
                            "RequestNoAllocationTest-" + ProcessHandle.current().pid());
            try (RequestChannel channel = RequestChannel.create(options, 2, 1 << 14, 1 << 12)) {
                pass(channel.server(), channel.client());
            } finally {
                Segment.unlink(options);
            }
        }

        private static void pass(RequestServer server, RequestClient client)
                throws InterruptedException {
            long[] answers = new long[1];
            UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
            RequestHandler write =
                    (type, buffer, index, length, token) ->
                            require(server.reply(token, 1, message, 0, 64) == Delivery.SENT);
            RequestHandler inPlace =
                    (type, buffer, index, length, token) -> {
                        int claim = server.tryClaim(token, 1, 64);
                        server.buffer().putLong(claim, token);
                        server.commit(claim);
                    };
            ResponseHandler onResponse = (type, buffer, index, length, of) -> answers[0] += length;
            MessageHandler onAnswer = (type, buffer, index, length) -> answers[0] += length;
            for (int i = 0; i < REQUESTS; i++) {
                long correlation = client.send(1, message, 0, 64);
                require(correlation > 0);
                require(server.await(1));
                require(server.serve(i % 2 == 0 ? write : inPlace, 9) == 1);
                require(client.await(1));
                require(client.poll(onResponse, 9) == 1);
            }
            for (int i = 0; i < TIMEOUTS; i++) {
                require(client.call(1, message, 0, 64, onAnswer, 1) == Outcome.TIMED_OUT);
                require(server.serve(write, 9) == 1);
                require(client.poll(onResponse, 9) == 0);
            }
            System.out.println("answered " + answers[0] / 64);
        }

        private static void require(boolean condition) {
            if (!condition) {
                throw new AssertionError();
            }
        }
    }

    @Test
    void requestsResponsesAndTimeoutsAllocateNothing() throws Exception {
        List<String> flags =
                List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx40m");
        try (ChildJvm child = ChildJvm.start(flags, ManyRequests.class)) {
            String output = child.end();
            assertTrue(output.contains("answered " + REQUESTS), output);
        }
    }
}
