package io.sluice.benchmarks;

import io.sluice.core.LinuxException;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.SystemCall;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What an end must undo, remembered step by step as it opens, so that an end that opened half way
 * leaves as little behind as one that was used. One thread uses it.
 */
final class Teardown implements Closeable {
    private final Deque<Closeable> steps = new ArrayDeque<>();

    /** Remembers something to close, and returns it. */
    <T extends Closeable> T add(T step) {
        steps.push(step);
        return step;
    }

    /** Remembers a file to delete, whether or not it exists by then. */
    void delete(Path file) {
        steps.push(() -> Files.deleteIfExists(file));
    }

    /** Remembers a descriptor to close. */
    void closeDescriptor(int descriptor) {
        steps.push(
                () ->
                        CallResult.check(
                                Kernel.call(SystemCall.CLOSE, descriptor, 0, 0),
                                "close(" + descriptor + ")"));
    }

    /** Undoes every step, the last first, whatever fails on the way; a second call does nothing. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!steps.isEmpty()) {
            try {
                steps.pop().close();
            } catch (IOException | LinuxException e) {
                if (failure == null) {
                    failure = new IOException(e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
