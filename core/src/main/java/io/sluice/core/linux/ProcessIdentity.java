package io.sluice.core.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** By what this process may be told from others: its pid, and the namespace that counts in. */
public final class ProcessIdentity {
    public static final long PID = ProcessHandle.current().pid();
    public static final long PID_NAMESPACE = pidNamespace();

    private static final int STATE = 3; // fields as proc(5) numbers them
    private static final int START_TIME = 22;

    private ProcessIdentity() {}

    /**
     * When a process started, in clock ticks since boot: with its pid, what no other has. Empty if
     * there is none, or its user hides it.
     *
     * <p>Source: proc(5), /proc/pid/stat, field 22.
     */
    public static OptionalLong startTicks(long pid) {
        try {
            Path path = Path.of("/proc/" + pid + "/stat");
            String stat = Files.readString(path, StandardCharsets.ISO_8859_1); // 17 (any name) S 1
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return OptionalLong.of(Long.parseLong(fields[START_TIME - STATE]));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

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
