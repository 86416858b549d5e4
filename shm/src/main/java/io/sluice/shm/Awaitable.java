package io.sluice.shm;

import com.google.errorprone.annotations.CheckReturnValue;

/** What has something to be read now and then, and can be waited for; see {@link WaitSet}. */
public interface Awaitable {
    /**
     * Waits for something to read: spins for about as long as a sleep and a wake cost, then sleeps.
     *
     * @param timeoutNs the longest wait; 0 or less looks once
     * @return {@code false} if the time is over and there is still nothing
     * @throws InterruptedException if the thread is interrupted, at once; within 10 ms on kernels
     *     before 5.16, and in a race of JDKs before 22. A virtual thread pins its carrier meanwhile
     */
    @CheckReturnValue
    boolean await(long timeoutNs) throws InterruptedException;

    /**
     * As {@link #await(long)}, and says how long to spin before sleeping.
     *
     * @param spinNs 0 sleeps at once
     */
    @CheckReturnValue
    boolean await(long spinNs, long timeoutNs) throws InterruptedException;
}
