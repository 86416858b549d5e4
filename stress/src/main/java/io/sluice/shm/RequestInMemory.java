package io.sluice.shm;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Ends of the shipped request channel on memory of their own, of which jcstress makes many, and a
 * word for the server and for each slot in place of the kernel's locks.
 */
public final class RequestInMemory {
    private static final RequestLayout LAYOUT = new RequestLayout(1, 4096, 128);
    private static final int SERVER = 0;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer buffer =
            new UnsafeBuffer(ByteBuffer.allocateDirect((int) LAYOUT.shape().fileLength()));
    private final AtomicIntegerArray alive = new AtomicIntegerArray(LAYOUT.clients() + 1);

    private RequestMemory memory() {
        return new RequestMemory(new Memory(buffer), LAYOUT, "stressed");
    }

    /** A server that takes its lock, which is free. */
    public RequestServer server() {
        alive.set(SERVER, 1);
        return new ChannelServer(memory(), slot -> alive.get(slot) != 0, () -> kill(SERVER));
    }

    /** A client that takes slot 1, whose lock is free. */
    public RequestClient client() {
        RequestClient client =
                new ChannelClient(memory(), 1, () -> alive.get(SERVER) != 0, () -> kill(1));
        alive.set(1, 1);
        return client;
    }

    /** As if the owner of a slot, or the server, 0, had been killed. */
    public void kill(int who) {
        alive.set(who, 0);
    }

    /** Whether the client is alive. */
    public boolean clientLives() {
        return alive.get(1) != 0;
    }
}
