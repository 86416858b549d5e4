package io.sluice.benchmarks;

/** A file is not what a command can use, for the reason in the message. */
final class WrongInput extends Exception {
    private static final long serialVersionUID = 1L;

    WrongInput(String reason) {
        super(reason);
    }
}
