package io.sluice.stress;

import io.sluice.shm.RequestClient;
import io.sluice.shm.RequestInMemory;
import io.sluice.shm.RequestServer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * COUNT: who takes a dead client's slot gets no response to its requests, while the server gives
 * them.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "came before the death")
@Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "not answered at once")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "answered at once")
@Outcome(expect = Expect.FORBIDDEN, desc = "got another's response, or lost its own")
@State
public class RequestCount {
    private final RequestInMemory channel = new RequestInMemory();
    private final RequestServer server = channel.server();
    private final RequestClient before = channel.client();
    private final UnsafeBuffer first = new UnsafeBuffer(new byte[8]);
    private final UnsafeBuffer second = new UnsafeBuffer(new byte[8]);
    private RequestClient after; // by successor
    private int received; // digits, one a response

    /** Tells the messages apart. */
    public RequestCount() {
        first.putLong(0, 1);
        second.putLong(0, 2);
    }

    private void serve() {
        server.serve(
                (type, buffer, index, length, token) -> {
                    // Whatever became of it: a dead client's may be dropped.
                    RequestServer.Delivery unused =
                            server.reply(token, type, buffer, index, length);
                },
                9);
    }

    private int received() {
        after.poll(
                (type, buffer, index, length, of) ->
                        received = 10 * received + (int) buffer.getLong(index),
                9);
        return received;
    }

    /** Asks and is killed; then the server answers. */
    @Actor
    public void predecessorAndServer() {
        if (before.send(1, first, 0, 8) < 0) {
            throw new IllegalStateException("not sent");
        }
        channel.kill(1);
        serve();
    }

    /** Takes the slot if it is free, and asks. */
    @Actor
    public void successor(II_Result r) {
        if (!channel.clientLives()) {
            after = channel.client();
            if (after.send(1, second, 0, 8) < 0) {
                throw new IllegalStateException("not sent");
            }
            r.r1 = received();
        }
    }

    /** What it has got in all. */
    @Arbiter
    public void read(II_Result r) {
        serve();
        r.r2 = after == null ? 0 : received();
    }
}
