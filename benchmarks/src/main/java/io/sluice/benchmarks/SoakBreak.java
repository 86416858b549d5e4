package io.sluice.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * A fault that is made, to see that it is found.
 *
 * @param kind where
 * @param fault what
 */
record SoakBreak(SoakKind kind, Fault fault) {
    /** What can be made wrong. */
    enum Fault {
        LOSE,
        ALTER,
        REORDER,
        REPEAT,
        INTRUDE
    }

    /** Of {@code KIND:FAULT}. */
    static SoakBreak parse(String text) {
        String[] parts = text.split(":", -1);
        SoakKind kind = SoakKind.byId(parts[0]);
        return Arrays.stream(Fault.values())
                .filter(fault -> parts.length == 2)
                .filter(fault -> fault.name().toLowerCase(Locale.ROOT).equals(parts[1]))
                .filter(fault -> kind.isRing() == (fault != Fault.INTRUDE))
                .map(fault -> new SoakBreak(kind, fault))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no such fault \"" + text + "\""));
    }

    /** As {@link #parse} reads it. */
    String id() {
        return kind.id() + ":" + fault.name().toLowerCase(Locale.ROOT);
    }
}
