package io.sluice.shm;

import io.sluice.core.linux.ProcessIdentity;
import java.time.Instant;
import org.agrona.DirectBuffer;

/**
 * Who has a role of a segment, as that process wrote it down when it took the role.
 *
 * @param pid its process id in its own pid namespace
 * @param pidNamespace the inode of that namespace, as {@code readlink /proc/self/ns/pid} shows it
 * @param since when it took the role
 */
public record RoleHolder(long pid, long pidNamespace, Instant since) {
    /** As it is written at {@code record}. */
    static RoleHolder in(DirectBuffer buffer, int record) {
        return new RoleHolder(
                buffer.getLong(record + SegmentLayout.ROLE_PID),
                buffer.getLong(record + SegmentLayout.ROLE_PID_NAMESPACE),
                Instant.ofEpochMilli(buffer.getLong(record + SegmentLayout.ROLE_SINCE_MS)));
    }

    @Override
    public String toString() {
        String where =
                pidNamespace == ProcessIdentity.PID_NAMESPACE
                        ? ""
                        : " of pid namespace " + pidNamespace;
        return "pid " + pid + where + " since " + since;
    }
}
