package io.sluice.benchmarks;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.sluice.core.LinuxException;

/** What a system call returned: a value, or an error to throw. */
final class CallResult {
    private CallResult() {}

    /**
     * Returns the result if it is none of an error.
     *
     * @param call the call as the manual names it, with its arguments
     * @param advice what to do if it failed, or an empty string
     */
    @CanIgnoreReturnValue
    static long check(long result, String call, String advice) {
        if (result < 0) {
            throw new LinuxException(call, (int) -result, advice);
        }
        return result;
    }
}
