package io.sluice.core.linux;

import io.sluice.core.LinuxException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a process may have of a resource: the soft limit holds now, and may be raised to the hard
 * one.
 *
 * <p>Source: prlimit(2); the numbers are those of {@code include/uapi/asm-generic/resource.h}.
 *
 * @param soft unsigned; {@link #UNLIMITED} if there is none
 * @param hard likewise
 */
public record ResourceLimit(long soft, long hard) {
    public static final int MEMLOCK = 8;
    public static final int NICE = 13;
    public static final int RTPRIO = 14;

    public static final long UNLIMITED = -1;

    /** This process's limit of a resource, one of the numbers above. */
    public static ResourceLimit current(int resource) {
        UnsafeBuffer limits = NativeMemory.allocate(2 * Long.BYTES);
        long result =
                Kernel.callKeeping(
                        limits, SystemCall.PRLIMIT64, 0, resource, 0, limits.addressOffset());
        if (result < 0) {
            throw new LinuxException("prlimit64(resource=" + resource + ")", (int) -result, "");
        }
        return new ResourceLimit(limits.getLong(0), limits.getLong(Long.BYTES));
    }

    /** Both, as {@code soft=8388608 hard=unlimited}. */
    @Override
    public String toString() {
        return "soft=" + text(soft) + " hard=" + text(hard);
    }

    private static String text(long limit) {
        return limit == UNLIMITED ? "unlimited" : Long.toUnsignedString(limit);
    }
}
