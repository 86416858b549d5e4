package io.sluice.core.linux;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Tells platform threads from virtual ones, which JDK 17 does not know. */
public final class PlatformThreads {
    private static final MethodHandle IS_VIRTUAL = isVirtualHandle();

    private PlatformThreads() {}

    /** Throws IllegalStateException if the calling thread is virtual. */
    public static void require(String what) {
        if (currentIsVirtual()) {
            throw new IllegalStateException(
                    what
                            + " was called on a virtual thread, which changes its kernel thread;"
                            + " call it on a platform thread");
        }
    }

    private static boolean currentIsVirtual() {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static MethodHandle isVirtualHandle() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException e) {
            return null; // before JDK 21 every thread is a platform thread
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
