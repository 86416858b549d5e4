package io.sluice.shm;

import io.sluice.core.Residency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests in shared memory from many clients to one server, and its responses to each of them.
 *
 * <p>A client is for one thread; take one for each thread that asks. The server is held by one
 * process at a time, which the kernel enforces; when it has died, however it died, another process
 * may take its place. A request is served at most once: what was sent to one server is not served
 * by the next, and its client learns {@link RequestClient.Outcome#SERVER_DIED}. A response reaches
 * nobody but who asked, even when that client was killed and another has its slot.
 *
 * <pre>{@code
 * server: while (running) {
 *     if (server.await(ONE_SECOND)) {
 *         server.serve(
 *                 (type, buffer, index, length, token) ->
 *                         answer(server.reply(token, type, buffer, index, length)),
 *                 64);
 *     }
 * }
 *
 * client: Outcome outcome = client.call(1, message, 0, length, onResponse, ONE_SECOND);
 * }</pre>
 *
 * <p>Any thread may call. Closing the channel closes the ends taken through it; no method of theirs
 * may be running then but await.
 */
public final class RequestChannel implements AutoCloseable {
    private final Segment segment;
    private final RequestLayout layout;
    private final MpscSlots slots;
    private final List<ChannelClient> clients = new ArrayList<>(); // guarded by this
    private ChannelServer server; // guarded by this

    private RequestChannel(Segment segment, RequestLayout layout) {
        this.segment = segment;
        this.layout = layout;
        this.slots = new MpscSlots(segment, layout.clients(), "clients");
    }

    /**
     * Creates a channel in {@code /dev/shm}. See {@link #create(SegmentOptions, int, int, int)}.
     */
    public static RequestChannel create(
            String name, int clients, int requestCapacity, int responseCapacity) {
        return create(SegmentOptions.named(name), clients, requestCapacity, responseCapacity);
    }

    /** Opens a channel in {@code /dev/shm}. See {@link #open(SegmentOptions)}. */
    public static RequestChannel open(String name) {
        return open(SegmentOptions.named(name));
    }

    /**
     * Opens or creates a channel in {@code /dev/shm}. See {@link #create(SegmentOptions, int, int,
     * int)}.
     */
    public static RequestChannel createOrOpen(
            String name, int clients, int requestCapacity, int responseCapacity) {
        return createOrOpen(SegmentOptions.named(name), clients, requestCapacity, responseCapacity);
    }

    /**
     * Creates a channel.
     *
     * @param clients how many there can be at a time, 1 to 63
     * @param requestCapacity bytes of the ring that all requests go through, a power of two from
     *     4096 to 2^30; a request takes 32 more than its length, rounded up to a multiple of 64,
     *     and that may be an eighth of this
     * @param responseCapacity bytes of each client's lane, a power of two from 128 to 2^30; a
     *     response takes 16 more than its length, rounded up to a multiple of 8
     * @throws SegmentException if the name is taken
     * @throws io.sluice.core.LinuxException if the kernel refuses, for want of space or permission
     */
    public static RequestChannel create(
            SegmentOptions options, int clients, int requestCapacity, int responseCapacity) {
        RequestLayout layout = new RequestLayout(clients, requestCapacity, responseCapacity);
        return new RequestChannel(Segment.create(options, layout.shape()), layout);
    }

    /**
     * Opens a channel, whatever its measures.
     *
     * @throws SegmentException if it is not a channel of this version, or owner or mode are not
     *     what was asked for
     * @throws io.sluice.core.LinuxException if the kernel refuses; ENOENT if there is none
     */
    public static RequestChannel open(SegmentOptions options) {
        Segment segment =
                Segment.open(options, SegmentShape.anyCapacity(SegmentKind.REQUEST_RESPONSE));
        boolean opened = false;
        try {
            long detail = segment.buffer().getLong(SegmentLayout.DETAIL);
            int capacity = segment.capacity(measure -> RequestLayout.of(measure, detail).shape());
            RequestChannel channel =
                    new RequestChannel(segment, RequestLayout.of(capacity, detail));
            opened = true;
            return channel;
        } finally {
            if (!opened) {
                segment.close();
            }
        }
    }

    /**
     * Opens the channel if its name is taken, creates it otherwise.
     *
     * @throws SegmentException as {@link #open(SegmentOptions)} does, and if its measures are
     *     others
     */
    public static RequestChannel createOrOpen(
            SegmentOptions options, int clients, int requestCapacity, int responseCapacity) {
        RequestLayout layout = new RequestLayout(clients, requestCapacity, responseCapacity);
        return new RequestChannel(Segment.createOrOpen(options, layout.shape()), layout);
    }

    /**
     * Takes the answering end.
     *
     * @throws SegmentException if a server lives, naming it
     * @throws CorruptSegmentException if the channel's bytes make no sense
     */
    public synchronized RequestServer server() {
        segment.acquire(Role.CONSUMER);
        boolean attached = false;
        try {
            server =
                    new ChannelServer(
                            memory(), slots::isHeld, () -> segment.release(Role.CONSUMER));
            attached = true;
            return server;
        } finally {
            if (!attached) {
                segment.release(Role.CONSUMER);
            }
        }
    }

    /**
     * Takes an asking end, for one thread.
     *
     * @throws SegmentException if there are as many clients as can be
     * @throws CorruptSegmentException if the channel's bytes make no sense
     */
    public synchronized RequestClient client() {
        ChannelClient client =
                slots.take(
                        (slot, giveUp) ->
                                new ChannelClient(memory(), slot, this::serverLives, giveUp));
        clients.removeIf(ChannelClient::isClosed);
        clients.add(client);
        return client;
    }

    private RequestMemory memory() {
        return new RequestMemory(new Memory(segment.buffer()), layout, segment.toString());
    }

    private boolean serverLives() {
        return segment.isHeld(Role.CONSUMER.number);
    }

    /** Who has the server now; empty as soon as it has closed or died. */
    public Optional<RoleHolder> serverHolder() {
        return segment.holder(Role.CONSUMER);
    }

    /** Who has a client now, one entry a client. */
    public List<RoleHolder> clientHolders() {
        return slots.holders();
    }

    /** The file, as {@link Segment#path} says. */
    public Path path() {
        return segment.path();
    }

    /** Where its pages are now, as this process has mapped them. */
    public Residency residency() {
        return segment.residency();
    }

    /** Closes the ends taken through this object, then the channel. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        if (server != null) {
            server.close(); // first: inside a handler it refuses, and nothing is closed
        }
        clients.forEach(ChannelClient::close);
        segment.close();
    }

    @Override
    public String toString() {
        return segment
                + ", capacity "
                + layout.requestCapacity()
                + ", and "
                + layout.responseCapacity()
                + " for each of "
                + layout.clients()
                + " clients";
    }
}
