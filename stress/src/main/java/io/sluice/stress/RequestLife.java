package io.sluice.stress;

import io.sluice.shm.RequestClient;
import io.sluice.shm.RequestInMemory;
import io.sluice.shm.RequestServer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** LIFE: a client that sees the server gone finds the response that it gave before. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "alive, no response yet")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "alive, and has answered")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "gone, and had answered")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "gone, and its response missed")
@State
public class RequestLife {
    private final RequestInMemory channel = new RequestInMemory();
    private final RequestServer server = channel.server();
    private final RequestClient client = channel.client();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
    private final long correlation = client.send(1, message, 0, 8);

    /** Answers and leaves. */
    @Actor
    public void server() {
        server.serve(
                (type, buffer, index, length, token) -> {
                    if (server.reply(token, type, message, 0, 8) != RequestServer.Delivery.SENT) {
                        throw new IllegalStateException("not sent");
                    }
                },
                1);
        server.close();
    }

    /** Asks whether the server is gone, and then looks once more. */
    @Actor
    public void client(II_Result r) {
        r.r1 = client.isLost(correlation) ? 1 : 0;
        r.r2 = client.poll((type, buffer, index, length, of) -> {}, 1);
    }
}
