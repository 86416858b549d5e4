package io.sluice.benchmarks;

/** A transport cannot run here, for the reason in the message. */
final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable(String reason) {
        super(reason);
    }

    /** What went wrong, in one line. */
    static String reason(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.replace('\n', ' ');
    }
}
