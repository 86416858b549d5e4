package io.sluice.futex;

/**
 * A mutex that nobody will hold again: after its holder's death, who got it unlocked it without
 * having repaired what it guards.
 */
public final class NotRecoverableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NotRecoverableException(int offset) {
        super(
                "the mutex at offset="
                        + offset
                        + " is not recoverable: its holder died, and who held it next unlocked it"
                        + " without a repair. Make what it guards anew, with a mutex of its own");
    }
}
