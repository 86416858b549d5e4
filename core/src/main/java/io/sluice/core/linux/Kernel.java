package io.sluice.core.linux;

import com.google.errorprone.annotations.CheckReturnValue;
import java.lang.ref.Reference;

/**
 * Makes system calls, through {@code java.lang.foreign} on JDK 22 and later and JNA before.
 *
 * <p>{@code -Dsluice.native=ffm|jna} forces one binding. Any thread may call; a call that blocks
 * does not hold up a safepoint, and pins a virtual thread to its carrier.
 */
public final class Kernel {
    /** The property that forces a binding. */
    public static final String BINDING_PROPERTY = "sluice.native";

    private static final int FIRST_JDK_WITH_FFM = 22;
    private static final Binding BINDING = chooseBinding(System.getProperty(BINDING_PROPERTY));

    private Kernel() {}

    /**
     * Makes a system call.
     *
     * @return what the call returned, or minus errno if it failed
     */
    @CheckReturnValue
    public static long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
        return BINDING.syscall(call.number, a, b, c, d, e, f);
    }

    /** As {@link #call(SystemCall, long, long, long, long, long, long)} with fewer arguments. */
    @CheckReturnValue
    public static long call(SystemCall call, long a, long b, long c, long d) {
        return BINDING.syscall(call.number, a, b, c, d, 0, 0);
    }

    /** As {@link #call(SystemCall, long, long, long, long, long, long)} with fewer arguments. */
    @CheckReturnValue
    public static long call(SystemCall call, long a, long b, long c) {
        return BINDING.syscall(call.number, a, b, c, 0, 0, 0);
    }

    /** As {@link #call(SystemCall, long, long, long, long, long, long)} without arguments. */
    @CheckReturnValue
    public static long call(SystemCall call) {
        return BINDING.syscall(call.number, 0, 0, 0, 0, 0, 0);
    }

    /**
     * As {@link #call(SystemCall, long, long, long, long, long, long)}, and keeps an object
     * reachable until the call has returned: the owner of memory whose address is among the
     * arguments.
     */
    @CheckReturnValue
    public static long callKeeping(
            Object reachable, SystemCall call, long a, long b, long c, long d, long e, long f) {
        try {
            return BINDING.syscall(call.number, a, b, c, d, e, f);
        } finally {
            Reference.reachabilityFence(reachable);
        }
    }

    /** As the longer form, with fewer arguments. */
    @CheckReturnValue
    public static long callKeeping(
            Object reachable, SystemCall call, long a, long b, long c, long d) {
        return callKeeping(reachable, call, a, b, c, d, 0, 0);
    }

    /** Which binding is in use: {@code "ffm"} or {@code "jna"}. */
    public static String bindingName() {
        return BINDING instanceof JnaBinding ? "jna" : "ffm";
    }

    private static Binding chooseBinding(String forced) {
        int jdk = Runtime.version().feature();
        if (forced == null) {
            return jdk >= FIRST_JDK_WITH_FFM ? new FfmBinding() : new JnaBinding();
        }
        return switch (forced) {
            case "jna" -> new JnaBinding();
            case "ffm" -> {
                if (jdk < FIRST_JDK_WITH_FFM) {
                    throw new IllegalArgumentException(
                            BINDING_PROPERTY
                                    + "=ffm needs JDK "
                                    + FIRST_JDK_WITH_FFM
                                    + ", this is "
                                    + jdk);
                }
                yield new FfmBinding();
            }
            default ->
                    throw new IllegalArgumentException(
                            BINDING_PROPERTY + "=" + forced + " is neither ffm nor jna");
        };
    }
}
