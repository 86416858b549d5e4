package io.sluice.shm;

/**
 * A segment cannot be used as asked: what, where, both values, and what to do are in the message.
 */
public class SegmentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Describes what is wrong. */
    public SegmentException(String message) {
        super(message);
    }
}
