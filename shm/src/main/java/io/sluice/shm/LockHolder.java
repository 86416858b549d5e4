package io.sluice.shm;

import io.sluice.core.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who holds a lock.
 *
 * @param tid the kernel's id of its thread, in its own pid namespace
 * @param pid that of its process; empty if {@code /proc} does not say
 * @param pidNamespace the inode of that namespace, as {@code readlink /proc/self/ns/pid} shows it
 * @param since when it took the lock; empty if it did not write that down
 */
public record LockHolder(int tid, OptionalLong pid, long pidNamespace, Optional<Instant> since) {
    private static final String PROCESS = "Tgid:";

    /** A thread of this pid namespace, of which nothing else is known. */
    static LockHolder ofThread(int tid) {
        return new LockHolder(tid, processOf(tid), ProcessIdentity.PID_NAMESPACE, Optional.empty());
    }

    /** Source: proc(5), /proc/pid/status, which there is of every thread. */
    private static OptionalLong processOf(int tid) {
        try {
            // Its name, of any bytes, is a line too.
            Path path = Path.of("/proc/" + tid + "/status");
            return Files.readString(path, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(PROCESS))
                    .mapToLong(line -> Long.parseLong(line.substring(PROCESS.length()).trim()))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty(); // it has ended, or its user hides it
        }
    }

    /** Whether it is the same thread, as far as either knows. */
    boolean isThread(LockHolder other) {
        boolean mayBeOneProcess = pid.isEmpty() || other.pid.isEmpty() || pid.equals(other.pid);
        return tid == other.tid && pidNamespace == other.pidNamespace && mayBeOneProcess;
    }

    @Override
    public String toString() {
        return "thread "
                + tid
                + (pid.isPresent() ? " of pid " + pid.getAsLong() : "")
                + (pidNamespace == ProcessIdentity.PID_NAMESPACE
                        ? ""
                        : " of pid namespace " + pidNamespace)
                + since.map(instant -> " since " + instant).orElse("");
    }
}
