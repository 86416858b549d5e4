package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the first side of a connection made for the second, which is in the same JVM and found by
 * the connection's directory.
 */
final class BothEnds<T> {
    private final Map<Path, T> made = new ConcurrentHashMap<>();

    /** Leaves it for the second side. */
    void leave(Setup setup, T ends) {
        made.put(setup.directory(), ends);
    }

    /** Takes what the first side left. */
    T take(Setup setup) throws IOException {
        T ends = made.remove(setup.directory());
        if (ends == null) {
            throw new IOException("no first side in this JVM has " + setup.directory());
        }
        return ends;
    }
}
