package io.sluice.benchmarks;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a soak is about: a ring or a lock, and the processes that use it. */
enum SoakKind {
    SPSC("spsc", 1, 1),
    MPSC("mpsc", 3, 1),
    FANIN("fanin", 2, 1),
    GATED("gated", 1, 2),
    BROADCAST("broadcast", 1, 2),
    MUTEX("mutex", 0, 3),
    SEMAPHORE("semaphore", 0, 3),
    MONITOR("monitor", 0, 4);

    /** Bytes of a ring, or of a lane: so few that it is full, and starts anew, again and again. */
    static final int CAPACITY = 1 << 14;

    private final String id;
    private final int producers;
    private final int others;

    SoakKind(String id, int producers, int others) {
        this.id = id;
        this.producers = producers;
        this.others = others;
    }

    static SoakKind byId(String id) {
        return Arrays.stream(values())
                .filter(kind -> kind.id.equals(id))
                .findAny()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no kind \"" + id + "\"; there are " + ids()));
    }

    static String ids() {
        return Arrays.stream(values()).map(SoakKind::id).collect(Collectors.joining(","));
    }

    String id() {
        return id;
    }

    /** Processes; the first of them are the producers. */
    int slots() {
        return producers + others;
    }

    int producers() {
        return producers;
    }

    boolean isRing() {
        return producers > 0;
    }

    /** Whether a consumer's successor goes on where it was; else it joins anew. */
    boolean isResumed() {
        return this == SPSC || this == MPSC || this == FANIN;
    }

    /** How many orders its consumer keeps apart, each of which it resumes. */
    int streams() {
        return this == FANIN ? producers : 1;
    }

    /** The bytes of the ring that a message takes, as the ring's Javadoc says. */
    int recordLength(int length) {
        return switch (this) {
            case MPSC -> (length + 16 + 63) & -64;
            case GATED, BROADCAST -> (length + 16 + 7) & -8;
            default -> (length + 8 + 7) & -8;
        };
    }

    /** What the process in a slot does, for a person. */
    String role(int slot) {
        if (slot < producers) {
            return "producer " + slot;
        }
        return (isRing() ? "consumer " : "process ") + (slot - producers);
    }
}
