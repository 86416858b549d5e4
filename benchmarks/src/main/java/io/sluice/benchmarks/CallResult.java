package io.sluice.benchmarks;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.sluice.core.LinuxException;

/** What a system call returned: a value, or an error to throw. */
final class CallResult {
    private static final int NONE = 0;

    private CallResult() {}

    /**
     * Returns the result unless it is an error.
     *
     * @param call the call as the manual names it, with its arguments
     */
    @CanIgnoreReturnValue
    static long check(long result, String call) {
        return check(result, call, NONE, "");
    }

    /** As {@link #check(long, String)}, with what to do about one error number. */
    @CanIgnoreReturnValue
    static long check(long result, String call, int errno, String advice) {
        if (result < 0) {
            throw new LinuxException(call, (int) -result, -result == errno ? advice : "");
        }
        return result;
    }
}
