package io.sluice.core;

/** Too few CPUs fit a placement; the message says which rule left which, and who has the others. */
public final class PlacementException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlacementException(String message) {
        super(message);
    }
}
