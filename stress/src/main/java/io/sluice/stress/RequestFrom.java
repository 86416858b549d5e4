package io.sluice.stress;

import io.sluice.shm.RequestInMemory;
import io.sluice.shm.RequestServer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** FROM: a server that knows of a slot's next client gives the one before no response. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the next has come, its request not yet")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "it has not come, or is seen late")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "it has sent a request")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "its request read, a dead one's answered")
@State
public class RequestFrom {
    private final RequestInMemory channel = new RequestInMemory();
    private final RequestServer server = channel.server();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
    private long dead; // the token of a request whose client is dead

    /** Lets a client die when its request has been read. */
    public RequestFrom() {
        if (channel.client().send(1, message, 0, 8) < 0) {
            throw new IllegalStateException("not sent");
        }
        server.serve((type, buffer, index, length, token) -> dead = token, 1);
        channel.kill(1);
    }

    /** Takes the slot and asks. */
    @Actor
    public void next() {
        if (channel.client().send(1, message, 0, 8) < 0) {
            throw new IllegalStateException("not sent");
        }
    }

    /** Reads what was asked, then answers the first request. */
    @Actor
    public void server(II_Result r) {
        r.r1 = server.serve((type, buffer, index, length, token) -> {}, 1);
        r.r2 = server.reply(dead, 1, message, 0, 8) == RequestServer.Delivery.SENT ? 1 : 0;
    }
}
