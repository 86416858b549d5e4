package io.sluice.core.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** By what this process may be told from others: its pid, and the namespace that counts in. */
public final class ProcessIdentity {
    public static final long PID = ProcessHandle.current().pid();
    public static final long PID_NAMESPACE = pidNamespace();

    private ProcessIdentity() {}

    private static long pidNamespace() {
        try {
            // "pid:[4026531836]"
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return Long.parseLong(link.replaceAll("\\D", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
