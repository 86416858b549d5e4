package io.sluice.core;

import io.sluice.core.linux.ImplLookup;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Lets Agrona's buffers work without a JVM flag.
 *
 * <p>Agrona 2 reads memory through a package that the JDK keeps closed, and fails for good if one
 * of its buffers is touched first. Every entry into Sluice calls this; a program that makes an
 * Agrona buffer before it uses Sluice calls it itself, first thing in {@code main}. Any thread may
 * call, any number of times. {@code -Dsluice.agrona.open=false} keeps Sluice from opening anything.
 */
public final class AgronaAccess {
    /** Set to {@code false}, Sluice opens nothing and expects the flag. */
    public static final String PROPERTY = "sluice.agrona.open";

    private static final String PACKAGE = "jdk.internal.misc";

    private AgronaAccess() {}

    /**
     * Exports {@code jdk.internal.misc} to Agrona's module where it is still closed.
     *
     * @throws IllegalStateException if it stays closed, with the flag that opens it
     */
    public static void ensureOpen() {
        // A class literal does not initialise Agrona's classes; that must wait until they can work.
        Module agrona = UnsafeBuffer.class.getModule();
        if (isOpen(agrona)) {
            return;
        }
        if (!Boolean.parseBoolean(System.getProperty(PROPERTY, "true"))) {
            throw closed(agrona, PROPERTY + "=false keeps Sluice from opening it", null);
        }
        try {
            ImplLookup.export(PACKAGE, agrona);
        } catch (LinkageError | RuntimeException e) {
            throw closed(agrona, "Sluice could not open it: " + e, e);
        }
        if (!isOpen(agrona)) {
            throw closed(agrona, "Sluice tried to open it, without effect", null);
        }
    }

    private static boolean isOpen(Module agrona) {
        return Object.class.getModule().isExported(PACKAGE, agrona);
    }

    private static IllegalStateException closed(Module agrona, String why, Throwable cause) {
        String target = agrona.isNamed() ? agrona.getName() : "ALL-UNNAMED";
        return new IllegalStateException(
                "Agrona reads memory through "
                        + PACKAGE
                        + ", which the JDK keeps closed, and "
                        + why
                        + ". Start java with: --add-opens java.base/"
                        + PACKAGE
                        + "="
                        + target,
                cause);
    }
}
