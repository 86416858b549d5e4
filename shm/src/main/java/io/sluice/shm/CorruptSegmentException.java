package io.sluice.shm;

/**
 * The bytes of a segment say what no process of Sluice writes: some other writer has been there.
 * The segment cannot be repaired; unlink it and create it anew.
 */
public final class CorruptSegmentException extends SegmentException {
    private static final long serialVersionUID = 1L;

    /** Describes where and what. */
    public CorruptSegmentException(String message) {
        super(message);
    }
}
