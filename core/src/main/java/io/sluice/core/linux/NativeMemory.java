package io.sluice.core.linux;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Native memory for the arguments of a call. */
public final class NativeMemory {
    static {
        AgronaAccess.ensureOpen();
    }

    private NativeMemory() {}

    /**
     * Zeroed memory outside the heap, freed when the buffer becomes unreachable: keep it reachable
     * until the call that was given its address has returned.
     */
    public static UnsafeBuffer allocate(int length) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    }

    /** A zero-terminated UTF-8 string; the same rule of reachability. */
    public static UnsafeBuffer string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        UnsafeBuffer buffer = allocate(bytes.length + 1);
        buffer.putBytes(0, bytes);
        return buffer;
    }
}
