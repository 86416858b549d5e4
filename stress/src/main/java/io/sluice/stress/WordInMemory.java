package io.sluice.stress;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Memory for one lock and what it guards, of which jcstress makes many. */
final class WordInMemory {
    static {
        AgronaAccess.ensureOpen();
    }

    /** Where the lock lies. */
    static final int LOCK = 0;

    /** Two guarded fields, apart from the lock. */
    static final int X = 64;

    static final int Y = 72;

    private static final int LENGTH = 80;

    private WordInMemory() {}

    /** Zeroed memory outside the heap, at a multiple of 8. */
    static UnsafeBuffer allocate() {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
    }
}
