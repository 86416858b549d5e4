package io.sluice.benchmarks;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.NativeMemory;
import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/** An end of something that takes and gives one whole message with each system call. */
abstract class MessageChannel extends Channel {
    private final int payload;
    private final int prefix;
    private final UnsafeBuffer outgoing;
    private final UnsafeBuffer incoming;
    private final Teardown teardown;

    /**
     * Allocates a message each way.
     *
     * @param prefix bytes before the payload that the call wants and that are not carried
     */
    MessageChannel(Setup setup, int prefix, Teardown teardown) {
        payload = setup.payload();
        this.prefix = prefix;
        this.teardown = teardown;
        outgoing = NativeMemory.allocate(prefix + payload);
        incoming = NativeMemory.allocate(prefix + payload);
    }

    /** Makes the call that sends a message; returns minus errno if it failed. */
    abstract long sendCall(UnsafeBuffer message);

    /** Makes the call that takes a message; returns its length, or minus errno if it failed. */
    abstract long receiveCall(UnsafeBuffer message);

    @Override
    final void send(long sequence) {
        outgoing.putLong(prefix, sequence);
        push(outgoing);
    }

    @Override
    final int receive(int limit) {
        if (!pull()) {
            return 0;
        }
        arrived(incoming.getLong(prefix));
        return 1;
    }

    @Override
    final int echo() {
        if (!pull()) {
            return 0;
        }
        push(incoming);
        return 1;
    }

    @Override
    public final void close() throws IOException {
        teardown.close();
    }

    private void push(UnsafeBuffer message) {
        for (long result = sendCall(message); result < 0; result = sendCall(message)) {
            if (!isTransient(result)) {
                CallResult.check(result, "sending");
            }
            Thread.onSpinWait();
        }
    }

    private boolean pull() {
        long result = receiveCall(incoming);
        if (result == payload) {
            return true;
        }
        if (isTransient(result)) {
            return false;
        }
        CallResult.check(result, "receiving");
        throw new IllegalStateException("length=" + result + " is not payload=" + payload);
    }

    /** Whether there was nothing to do without waiting, or a signal of the JVM's own came first. */
    private static boolean isTransient(long result) {
        return result == -Errno.EAGAIN || result == -Errno.ENOMSG || result == -Errno.EINTR;
    }
}
