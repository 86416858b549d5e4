package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Decisions, and the messages that processes make of what they are. */
class SoakDecisionsTest {
    private static final int MANY = 10_000;

    @BeforeAll
    static void open() {
        AgronaAccess.ensureOpen();
    }

    private static List<SoakDecision> of(long seed) {
        SoakDecisions decisions = new SoakDecisions(seed, SoakKind.MONITOR, 400);
        return Stream.generate(decisions::next).limit(MANY).toList();
    }

    @Test
    void seedAloneDecides() {
        assertEquals(of(7), of(7));
        assertNotEquals(of(7), of(8));
    }

    @Test
    void killsComeAsOftenAsWasAskedFor() {
        List<SoakDecision> all = of(7);
        long kills = all.stream().filter(SoakDecision::isKill).count();
        double totalMs = all.stream().mapToLong(SoakDecision::gapNs).sum() / 1e6;
        assertEquals(400, totalMs / kills, 20);
        assertEquals(
                SoakKind.MONITOR.slots(),
                all.stream().map(SoakDecision::victim).distinct().count());
    }

    @Test
    void stopIsNoLongerThanTwoSeconds() {
        assertTrue(of(7).stream().allMatch(decision -> decision.stopNs() <= 2_048_000_000L));
    }

    @Test
    void messageIsKnownByItsBytesAndAnyChangeIsSeen() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[SoakMessage.LONGEST + 8]);
        int longest = 0;
        for (int i = 0; i < MANY; i++) {
            SoakMessage message = new SoakMessage(i % 3, 1 + i / 100, i);
            message.write(buffer, 8);
            int length = message.length();
            longest = Math.max(longest, length);
            assertEquals(message, SoakMessage.at(buffer, 8, length));
            assertEquals(message, SoakMessage.unpacked(message.packed()));
            assertEquals(-1, message.firstAltered(buffer, 8));
            int changed = length - 1;
            if (changed >= 16) {
                buffer.putByte(8 + changed, (byte) ~buffer.getByte(8 + changed));
                assertEquals(changed, message.firstAltered(buffer, 8));
            }
        }
        assertTrue(longest > SoakMessage.LONGEST / 2 && longest <= SoakMessage.LONGEST);
    }
}
