package io.sluice.benchmarks;

import io.sluice.core.linux.ImplLookup;
import java.util.List;
import java.util.Map;
import net.openhft.chronicle.core.Jvm;

/**
 * What Chronicle needs before its first class runs: packages of the JDK that its users open by
 * flags, and properties that keep it from doing anything but pass messages.
 */
final class ChronicleAccess {
    private static final List<String> OPEN =
            List.of(
                    "java.io",
                    "java.lang",
                    "java.lang.reflect",
                    "java.util",
                    "jdk.internal.misc",
                    "jdk.internal.ref",
                    "sun.nio.ch");

    private static final Map<String, String> PROPERTIES =
            Map.of(
                    // The classes that would call home are not even in the jar.
                    "chronicle.analytics.disable", "true",
                    "chronicle.disk.monitor.disable", "true",
                    "chronicle.queue.disableFileShrinking", "true",
                    "disable.single.threaded.check", "true",
                    "slf4j.internal.verbosity", "ERROR");

    private ChronicleAccess() {}

    /** Does so; what is set already is left as it is. */
    static void ensureOpen() {
        // A class literal does not initialise the class; that must wait until it can work.
        Module chronicle = Jvm.class.getModule();
        for (String name : OPEN) {
            if (!Object.class.getModule().isOpen(name, chronicle)) {
                ImplLookup.open(name, chronicle);
            }
        }
        PROPERTIES.forEach(
                (name, value) -> {
                    if (System.getProperty(name) == null) {
                        String unused = System.setProperty(name, value);
                    }
                });
    }
}
