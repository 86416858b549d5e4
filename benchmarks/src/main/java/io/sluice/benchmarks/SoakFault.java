package io.sluice.benchmarks;

/**
 * What a soak must not find: a message or a lock that is not as promised. Its text is a sentence.
 */
final class SoakFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private boolean counted; // by count

    SoakFault(String sentence) {
        super(sentence);
    }

    /** Whether this is the first to ask: a fault is that of one kind. */
    boolean count() {
        boolean first = !counted;
        counted = true;
        return first;
    }
}
