package io.sluice.shm;

import com.google.errorprone.annotations.CheckReturnValue;
import java.lang.ref.Reference;
import java.nio.BufferUnderflowException;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.bytes.WriteBytesMarshallable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;

/**
 * Messages as Chronicle's {@link Bytes}, written and read where they lie in the ring.
 *
 * <pre>{@code
 * ChronicleBytes orders = ChronicleBytes.of(producer);
 * boolean written = orders.write(1, 64, order); // a BytesMarshallable, or a lambda
 *
 * MessageHandler handler = ChronicleBytes.handler((type, bytes) -> order.readMarshallable(bytes));
 * consumer.read(handler, 64);
 * }</pre>
 *
 * <p>For the thread of the producer, or of the consumer. The {@code Bytes} are one object that
 * shows one message after the other, so that nothing is allocated; they cannot grow. Once the
 * message is committed, aborted or handled they are empty, and every access throws as one beyond
 * the end does, unless Chronicle was told not to check bounds.
 *
 * <p>Needs {@code net.openhft:chronicle-bytes}, which no other class does; no JVM flag. What
 * Chronicle says to its log when it starts is its own.
 */
public final class ChronicleBytes {
    private static final int NONE = -1;

    private final RingProducer producer;
    private final View view = new View();

    private int claim = NONE; // index of the claimed message

    private ChronicleBytes(RingProducer producer) {
        this.producer = producer;
    }

    /** What handles messages that are read as {@code Bytes}. */
    @FunctionalInterface
    public interface BytesHandler {
        /**
         * Handles one message.
         *
         * @param message from its first byte to its last; for the time of the call
         */
        void onMessage(int msgTypeId, Bytes<?> message);
    }

    /** The messages of a producer, in which claims may not be ended but through this. */
    public static ChronicleBytes of(RingProducer producer) {
        return new ChronicleBytes(producer);
    }

    /** Shows messages to a handler as {@code Bytes}. One thread at a time reads by it. */
    public static MessageHandler handler(BytesHandler handler) {
        View view = new View();
        return (msgTypeId, buffer, index, length) -> {
            view.show(buffer, index, length);
            view.bytes.writePosition(length);
            try {
                handler.onMessage(msgTypeId, view.bytes);
            } finally {
                view.hide();
                Reference.reachabilityFence(buffer);
            }
        };
    }

    /**
     * Writes one message of a given length, in place. If the writing throws, there is no message.
     *
     * @param message writes itself; the bytes that it leaves are zero
     * @return {@code false} if the ring has no room now
     * @throws IllegalArgumentException if the type is less than 1 or the length out of range
     * @throws java.nio.BufferOverflowException if the message is longer
     */
    @CheckReturnValue
    public boolean write(int msgTypeId, int length, WriteBytesMarshallable message) {
        Bytes<?> bytes = tryClaim(msgTypeId, length);
        if (bytes == null) {
            return false;
        }
        boolean written = false;
        try {
            message.writeMarshallable(bytes);
            view.store.zeroOut(bytes.writePosition(), length);
            written = true;
        } finally {
            if (!written) {
                abort();
            }
        }
        commit();
        return true;
    }

    /**
     * Claims room for one message, to be committed or aborted.
     *
     * @return where to write it, or {@code null} if the ring has no room now
     * @throws IllegalArgumentException if the type is less than 1 or the length out of range
     * @throws IllegalStateException if a claim is open already
     */
    @CheckReturnValue
    public Bytes<?> tryClaim(int msgTypeId, int length) {
        int index = producer.tryClaim(msgTypeId, length);
        if (index == RingProducer.INSUFFICIENT_CAPACITY) {
            return null;
        }
        claim = index;
        view.show(producer.buffer(), index, length);
        return view.bytes;
    }

    /**
     * Publishes the claimed message, all of it: what was not written is what lay there before.
     *
     * @throws IllegalStateException if no claim is open
     */
    public void commit() {
        producer.commit(endClaim());
    }

    /**
     * Gives the claim up as if it had never been.
     *
     * @throws IllegalStateException if no claim is open
     */
    public void abort() {
        producer.abort(endClaim());
    }

    private int endClaim() {
        int index = claim;
        claim = NONE;
        view.hide();
        return index;
    }

    /** {@code Bytes} of memory that changes. */
    private static final class View {
        private final Store store = new Store();
        private final Bytes<?> bytes = store.bytesForWrite();

        View() {
            bytes.singleThreadedCheckDisabled(true);
            store.singleThreadedCheckDisabled(true);
            hide();
        }

        /** Shows what an index of a buffer begins, as empty and to be written. */
        void show(DirectBuffer buffer, int index, int length) {
            if (buffer.byteArray() != null) {
                throw new IllegalArgumentException("the buffer lies in the Java heap");
            }
            buffer.boundsCheck(index, length);
            store.buffer = buffer;
            store.set(buffer.addressOffset() + index, length);
            bytes.clear();
        }

        void hide() {
            store.set(Store.NOWHERE, 0);
            store.buffer = null;
            bytes.clear();
        }
    }

    /**
     * What {@code Bytes} are of. Other {@code Bytes} that a user took of them may outlive the
     * message; so each access is checked here, too.
     */
    private static final class Store extends PointerBytesStore {
        /** A page of Chronicle's own. */
        private static final long NOWHERE = BytesStore.nativePointer().addressForRead(0);

        @SuppressWarnings("UnusedVariable") // keeps the memory while it is shown
        private DirectBuffer buffer;

        @Override
        public long translate(long offset) {
            if (offset < 0 || offset >= limit) {
                throw new BufferUnderflowException();
            }
            return offset;
        }
    }
}
