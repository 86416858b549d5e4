package io.sluice.shm;

import io.sluice.core.linux.ProcessIdentity;
import java.time.Instant;

/**
 * Who has a role of a segment, as that process wrote it down when it took the role.
 *
 * @param pid its process id in its own pid namespace
 * @param pidNamespace the inode of that namespace, as {@code readlink /proc/self/ns/pid} shows it
 * @param since when it took the role
 */
public record RoleHolder(long pid, long pidNamespace, Instant since) {
    @Override
    public String toString() {
        String where =
                pidNamespace == ProcessIdentity.PID_NAMESPACE
                        ? ""
                        : " of pid namespace " + pidNamespace;
        return "pid " + pid + where + " since " + since;
    }
}
