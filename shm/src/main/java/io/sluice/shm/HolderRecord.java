package io.sluice.shm;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.PlatformThreads;
import io.sluice.core.linux.ProcessIdentity;
import io.sluice.core.linux.SystemCall;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.agrona.concurrent.AtomicBuffer;

/** What the holder of a named lock writes of itself, for people; see {@link NamedLayout}. */
final class HolderRecord {
    /** Looks before it is taken for one that changes for ever. */
    private static final int MOST_LOOKS = 1_000;

    private static final ThreadLocal<Integer> CURRENT_TID =
            ThreadLocal.withInitial(() -> (int) Kernel.call(SystemCall.GETTID));

    private final AtomicBuffer buffer;

    HolderRecord(AtomicBuffer buffer) {
        this.buffer = buffer;
    }

    /** The calling thread, as it is recorded; throws IllegalStateException if it is virtual. */
    static int currentTid() {
        PlatformThreads.require("A lock that records its holder");
        return CURRENT_TID.get();
    }

    /** Of a thread of this process that has taken the lock. */
    void write(int tid) {
        buffer.putLongRelease(NamedLayout.PID, ProcessIdentity.PID); // RECORD
        buffer.putLongRelease(NamedLayout.PID_NAMESPACE, ProcessIdentity.PID_NAMESPACE); // RECORD
        buffer.putLongRelease(NamedLayout.SINCE_MS, System.currentTimeMillis()); // RECORD
        buffer.putIntRelease(NamedLayout.TID, tid); // RECORD
    }

    /** Of a thread of this process that is about to unlock; another's record stays as it is. */
    void clear(int tid) {
        if (buffer.getInt(NamedLayout.TID) == tid
                && buffer.getLong(NamedLayout.PID) == ProcessIdentity.PID
                && buffer.getLong(NamedLayout.PID_NAMESPACE) == ProcessIdentity.PID_NAMESPACE) {
            buffer.putIntRelease(NamedLayout.TID, 0); // RECORD
        }
    }

    /** Who has written last, and not cleared. */
    Optional<LockHolder> read() {
        int tid = buffer.getIntVolatile(NamedLayout.TID); // RECORD
        for (int looks = 0; tid != 0 && looks < MOST_LOOKS; looks++) {
            LockHolder holder = fields(tid);
            int again = buffer.getIntVolatile(NamedLayout.TID); // RECORD
            if (again == tid) {
                return Optional.of(holder);
            }
            tid = again;
        }
        return Optional.empty();
    }

    private LockHolder fields(int tid) {
        long pid = buffer.getLongVolatile(NamedLayout.PID); // RECORD
        long namespace = buffer.getLongVolatile(NamedLayout.PID_NAMESPACE); // RECORD
        long sinceMs = buffer.getLongVolatile(NamedLayout.SINCE_MS); // RECORD
        Instant since = Instant.ofEpochMilli(sinceMs);
        return new LockHolder(tid, OptionalLong.of(pid), namespace, Optional.of(since));
    }
}
