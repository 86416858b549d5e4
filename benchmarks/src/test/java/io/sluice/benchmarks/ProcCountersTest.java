package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.Affinity;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcCountersTest {
    private static final List<String> STAT =
            List.of(
                    "cpu  318772 0 59171 187051 409 0 149 101 0 0",
                    "cpu0 175748 0 30518 76529 128 0 13 51 0 0",
                    "cpu10 143024 0 28652 110521 280 0 135 50 0 0",
                    "intr 1 2 3");

    @Test
    void stealIsTheEighthFigureOfTheCpusOwnLine() throws Exception {
        assertEquals(510_000_000, StealTime.parseNs(STAT, 0));
        assertEquals(500_000_000, StealTime.parseNs(STAT, 10));
        assertEquals(0, StealTime.parseNs(STAT, 1));
        assertTrue(StealTime.readNs(Affinity.current().first()) >= 0);
    }

    @Test
    void safepointsOfThisJvmAreCounted() {
        Optional<Safepoints> before = Safepoints.read();
        System.gc();
        Optional<Safepoints> after = Safepoints.read();
        assertEquals(before.isPresent(), after.isPresent());
        if (before.isPresent()) {
            Safepoints between = after.get().since(before.get());
            assertTrue(between.count() > 0 && between.ns() > 0, between.toString());
        }
    }

    @Test
    void countersOfAnotherLayoutAreNotRead() {
        assertEquals(Optional.empty(), Safepoints.parse(ByteBuffer.allocate(64)));
        ByteBuffer cut = ByteBuffer.allocate(32).putInt(0, 0xcafec0c0).put(4, (byte) 1);
        cut.put(5, (byte) 2).putInt(24, 32 << 24).putInt(28, 1 << 24);
        assertEquals(Optional.empty(), Safepoints.parse(cut));
    }
}
