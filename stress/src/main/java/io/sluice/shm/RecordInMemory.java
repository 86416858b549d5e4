package io.sluice.shm;

import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.ProcessIdentity;
import java.time.Instant;
import java.util.Optional;

/** The record of a lock's holder in fresh memory. */
public final class RecordInMemory {
    private static final int LENGTH = 4096;

    private final HolderRecord record = new HolderRecord(NativeMemory.allocate(LENGTH));

    /** As who has taken the lock. */
    public void write(int tid) {
        record.write(tid);
    }

    /** As who is about to give it up. */
    public void clear(int tid) {
        record.clear(tid);
    }

    /** The thread that is recorded, 0 if none; -1 if what stands beside it is not its own. */
    public int tid() {
        Optional<LockHolder> holder = record.read();
        boolean isWhole =
                holder.isEmpty()
                        || (holder.get().pid().orElse(0) == ProcessIdentity.PID
                                && holder.get().pidNamespace() == ProcessIdentity.PID_NAMESPACE
                                && holder.get()
                                        .since()
                                        .orElse(Instant.EPOCH)
                                        .isAfter(Instant.EPOCH));
        return isWhole ? holder.map(LockHolder::tid).orElse(0) : -1;
    }
}
