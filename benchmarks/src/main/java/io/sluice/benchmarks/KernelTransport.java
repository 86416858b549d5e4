package io.sluice.benchmarks;

import io.sluice.core.LinuxException;
import java.io.IOException;

/**
 * A row whose messages, or whose wake-ups, the kernel carries.
 *
 * @param kernel whether it is one to compare with: it waits as it is asked to
 */
record KernelTransport(String id, String description, Opener opener, boolean kernel)
        implements Transport {
    /** One to compare with. */
    KernelTransport(String id, String description, Opener opener) {
        this(id, description, opener, true);
    }

    /** Makes one end; what it has made so far is undone if it throws. */
    @FunctionalInterface
    interface Opener {
        /** Opens one end, remembering in {@code teardown} what to undo. */
        Channel open(Side side, Setup setup, Teardown teardown) throws IOException;
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        Teardown teardown = new Teardown();
        try {
            return opener.open(side, setup, teardown);
        } catch (LinuxException e) {
            undo(teardown, e);
            throw new IOException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            undo(teardown, e);
            throw e;
        }
    }

    private static void undo(Teardown teardown, Exception why) {
        try {
            teardown.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
