package io.sluice.benchmarks;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two of Aeron's streams, one each way.
 *
 * <p>A publisher may go on once the media driver has seen how far its subscriber is. So the first
 * side runs the driver whenever it waits: at once for room, now and then for a message, because the
 * other side may wait for room, too.
 */
final class AeronChannel extends Channel implements FragmentHandler {
    private static final int THERE = 1;
    private static final int BACK = 2;
    private static final int LOOKS_BETWEEN_TURNS = 256; // of the driver
    private static final long CONNECT_NS = TimeUnit.SECONDS.toNanos(10);

    private final Aeron aeron;
    private final MediaDriver driver; // null on the second side
    private final AgentInvoker turn; // what this side has to run while it waits
    private final long publication; // as it is registered
    private final long subscription; // as it is registered
    private final UnsafeBuffer message;
    private FragmentHandler handler; // by connect
    private ExclusivePublication out; // by connect
    private Image in; // by connect
    private boolean echoing; // by echo, receive: what a message that is read is for
    private int taken; // by onFragment: messages
    private int looks; // by poll: that found nothing

    private AeronChannel(Aeron aeron, MediaDriver driver, int payload) {
        this.aeron = aeron;
        this.driver = driver;
        this.turn = driver == null ? aeron.conductorAgentInvoker() : driver.sharedAgentInvoker();
        this.publication =
                aeron.asyncAddExclusivePublication(
                        CommonContext.IPC_CHANNEL, driver == null ? BACK : THERE);
        this.subscription =
                aeron.asyncAddSubscription(
                        CommonContext.IPC_CHANNEL, driver == null ? THERE : BACK);
        this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(payload));
    }

    /** The first side's end, which runs the driver and closes it. */
    static AeronChannel first(MediaDriver driver, int payload) {
        Aeron aeron =
                Aeron.connect(
                        context(driver.aeronDirectoryName())
                                .driverAgentInvoker(driver.sharedAgentInvoker()));
        return new AeronChannel(aeron, driver, payload);
    }

    /** The second side's end, which connects once the first has accepted it. */
    static AeronChannel second(Path directory, int payload) {
        return new AeronChannel(Aeron.connect(context(directory.toString())), null, payload);
    }

    private static Aeron.Context context(String directory) {
        return new Aeron.Context()
                .aeronDirectoryName(directory)
                .useConductorAgentInvoker(true)
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(AeronTransport.NEVER_NS));
    }

    @Override
    void accept() throws IOException {
        connect();
    }

    @Override
    void send(long sequence) throws IOException {
        message.putLong(0, sequence);
        transmit(message, 0, message.capacity());
    }

    @Override
    int receive(int limit) throws IOException {
        echoing = false;
        return poll(limit);
    }

    @Override
    int echo() throws IOException {
        echoing = true;
        return poll(1);
    }

    @Override
    public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        taken++;
        if (echoing) {
            transmit(buffer, offset, length);
        } else {
            arrived(buffer, offset, length);
        }
    }

    @Override
    public void close() {
        aeron.close();
        if (driver != null) {
            driver.close();
        }
    }

    private int poll(int limit) throws IOException {
        if (in == null) {
            connect();
        }
        taken = 0;
        if (in.poll(handler, limit) == 0 && ++looks == LOOKS_BETWEEN_TURNS) {
            looks = 0;
            int unused = turn.invoke();
        }
        return taken;
    }

    private void transmit(DirectBuffer buffer, int offset, int length) {
        long position = out.offer(buffer, offset, length);
        while (position < 0) {
            if (position != Publication.BACK_PRESSURED && position != Publication.ADMIN_ACTION) {
                throw new IllegalStateException(Publication.errorString(position));
            }
            int unused = turn.invoke();
            Thread.onSpinWait();
            position = out.offer(buffer, offset, length);
        }
    }

    /** Waits for the driver's answers; the first side's thread gives them. */
    private void connect() throws IOException {
        long deadlineNs = System.nanoTime() + CONNECT_NS;
        Subscription added = null;
        while (added == null || added.hasNoImages() || out == null || !out.isConnected()) {
            if (System.nanoTime() > deadlineNs) {
                throw new IOException("no connection through the media driver within 10 s");
            }
            if (driver != null) {
                int unused = turn.invoke();
            }
            int unused = aeron.conductorAgentInvoker().invoke();
            out = out == null ? aeron.getExclusivePublication(publication) : out;
            added = added == null ? aeron.getSubscription(subscription) : added;
        }
        in = added.imageAtIndex(0);
        handler =
                message.capacity() > out.maxPayloadLength()
                        ? new FragmentAssembler(this, message.capacity())
                        : this;
    }
}
