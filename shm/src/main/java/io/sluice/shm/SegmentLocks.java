package io.sluice.shm;

import com.google.errorprone.annotations.CheckReturnValue;
import io.sluice.core.linux.LinuxFile;
import io.sluice.core.linux.ProcessIdentity;
import java.nio.file.Path;
import java.util.BitSet;
import org.agrona.concurrent.AtomicBuffer;

/** The locks that one open of a segment's file has, each with the record that says who. */
final class SegmentLocks {
    private final LinuxFile file;
    private final Path path;
    private final AtomicBuffer buffer;
    private final BitSet held = new BitSet(); // guarded by this
    private boolean closed; // guarded by this

    SegmentLocks(LinuxFile file, Path path, AtomicBuffer buffer) {
        this.file = file;
        this.path = path;
        this.buffer = buffer;
    }

    /** Whether anybody has the lock now. */
    synchronized boolean isHeld(int lock) {
        requireOpen();
        return held.get(lock) || file.isLockedByAnother(lock);
    }

    /** Takes the lock, and writes who has it. Returns whether it was free. */
    @CheckReturnValue
    synchronized boolean tryAcquire(int lock, int record) {
        requireOpen();
        long namespace = ProcessIdentity.PID_NAMESPACE; // if it throws, then before the lock
        if (held.get(lock) || !file.tryLock(lock)) { // ROLE
            return false;
        }
        held.set(lock);
        buffer.putLong(record + SegmentLayout.ROLE_PID, ProcessIdentity.PID);
        buffer.putLong(record + SegmentLayout.ROLE_PID_NAMESPACE, namespace);
        buffer.putLong(record + SegmentLayout.ROLE_SINCE_MS, System.currentTimeMillis());
        return true;
    }

    /** Does nothing if the lock is not held here. */
    synchronized void release(int lock) {
        if (held.get(lock) && !closed) {
            held.clear(lock);
            file.unlock(lock);
        }
    }

    /** Gives back every lock and closes the file. Returns whether it was open. */
    synchronized boolean close() {
        boolean open = !closed;
        closed = true;
        if (open) {
            held.clear();
            file.close();
        }
        return open;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(path + " is closed");
        }
    }
}
