package io.sluice.shm;

/** What a producer says to a call that it refuses. */
final class Refusal {
    static final int NONE = -1;

    private Refusal() {}

    /** A message or batch that may not be written now, or ever. */
    static RuntimeException of(
            Waiting producer, int claim, int msgTypeId, int length, int maxMsgLength) {
        producer.requireOpen();
        if (claim != NONE) {
            return new IllegalStateException(
                    "a claim is open, which has to be committed or aborted first");
        }
        if (msgTypeId < 1) {
            return new IllegalArgumentException("msgTypeId=" + msgTypeId + " is less than 1");
        }
        return new IllegalArgumentException(
                "length=" + length + " is not between 0 and maxMsgLength=" + maxMsgLength);
    }

    /** An end of a claim that is not open. */
    static IllegalStateException ofEnd(int index, int claim) {
        return new IllegalStateException(
                "index=" + index + " is not claimed" + (claim == NONE ? "" : ", claim=" + claim));
    }

    /** A call that needs a batch, or no batch, to be open. */
    static IllegalStateException ofBatch(boolean open) {
        return new IllegalStateException(open ? "a batch is open" : "no batch is open");
    }
}
