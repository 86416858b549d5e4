package io.sluice.shm;

import com.google.errorprone.annotations.CheckReturnValue;
import io.sluice.futex.FutexVector;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits for a message on any of several rings, of whatever kind, for one thread; requests to a
 * server and answers to a client are messages, too.
 *
 * <pre>{@code
 * WaitSet either = WaitSet.of(orders, prices);
 * while (either.await(ONE_SECOND)) {
 *     orders.read(onOrder, 64);
 *     prices.read(onPrice, 64);
 * }
 * }</pre>
 *
 * <p>The thread that reads the rings calls, and nobody else awaits one of them meanwhile. A set
 * takes nothing over: close the consumers when you are done, and closing one while the set waits
 * ends the wait as it ends a wait of its own.
 *
 * <p>Kernels before 5.16 cannot sleep on several words: there the set looks every millisecond.
 */
public final class WaitSet {
    /** The most consumers in a set. */
    public static final int MAX_CONSUMERS = FutexVector.MAX_WORDS;

    private final Waiting[] ends;
    private final FutexVector vector;

    private WaitSet(Waiting[] ends) {
        this.ends = ends;
        this.vector = new FutexVector(ends.length);
    }

    /**
     * A set of 1 to {@value #MAX_CONSUMERS} consumers of this library's rings, request servers or
     * request clients.
     */
    public static WaitSet of(Awaitable... consumers) {
        if (consumers.length < 1 || consumers.length > MAX_CONSUMERS) {
            throw new IllegalArgumentException(
                    "consumers=" + consumers.length + " is not between 1 and " + MAX_CONSUMERS);
        }
        List<Waiting> ends = new ArrayList<>();
        for (Awaitable consumer : consumers) {
            if (!(consumer instanceof Waitable waitable)) {
                throw new IllegalArgumentException(
                        "consumer=" + consumer + " is not one of this library's");
            }
            if (ends.contains(waitable.waiting())) {
                throw new IllegalArgumentException("consumer=" + consumer + " is given twice");
            }
            ends.add(waitable.waiting());
        }
        return new WaitSet(ends.toArray(Waiting[]::new));
    }

    /**
     * Waits until one of the rings has a message: spins for about as long as a sleep and a wake
     * cost, then sleeps.
     *
     * @param timeoutNs the longest wait; 0 or less looks once
     * @return {@code false} if the time is over and every ring still empty
     * @throws IllegalStateException if one of the consumers is closed
     * @throws InterruptedException if the thread is interrupted, at once; on kernels before 5.16
     *     within 1 ms
     */
    @CheckReturnValue
    public boolean await(long timeoutNs) throws InterruptedException {
        return Waiting.await(ends, vector, Waiting.SPIN_NS, timeoutNs);
    }

    /**
     * As {@link #await(long)}, and says how long to spin before sleeping.
     *
     * @param spinNs 0 sleeps at once
     */
    @CheckReturnValue
    public boolean await(long spinNs, long timeoutNs) throws InterruptedException {
        return Waiting.await(ends, vector, spinNs, timeoutNs);
    }
}
