package io.sluice.shm;

/**
 * What a consumer tells its producer about itself: whether it mostly waits for single messages, or
 * reads a stream. Source: measured; round trips find the ring empty 1 to 8 times a message, streams
 * less than 0.2 times; {@code docs/design.md}.
 */
final class WaitHint {
    private static final int MESSAGES_PER_HINT = 32;

    private final Memory memory;
    private int messagesRead; // since the last hint
    private long timesEmpty; // since the last hint
    private int waits; // the last hint

    WaitHint(Memory memory) {
        this.memory = memory;
        this.waits = memory.getIntOpaque(SpscLayout.WAITS); // WAITS
    }

    void foundNothing() {
        timesEmpty++;
    }

    void read(int messages) {
        messagesRead += messages;
        if (messagesRead >= MESSAGES_PER_HINT) {
            int now = timesEmpty >= messagesRead ? 1 : 0;
            timesEmpty = 0;
            messagesRead = 0;
            if (now != waits) {
                waits = now;
                memory.putIntRelease(SpscLayout.WAITS, now); // WAITS
            }
        }
    }
}
