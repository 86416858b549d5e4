package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a lock guards, without a lock. */
class SoakRecordTest {
    private static final long FIRST = SoakRecord.holder(0, 1);
    private static final long SECOND = SoakRecord.holder(1, 3);
    private static final int DONE = 16;
    private static final int FIRST_SUM = 64 + 16;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final SoakRecord record = new SoakRecord(buffer, 0);

    @BeforeAll
    static void open() {
        AgronaAccess.ensureOpen();
    }

    private void section(long holder) {
        record.enter(holder);
        record.write();
        record.leave(holder);
    }

    @Test
    void sectionsOneAfterTheOtherAreRight() {
        for (int i = 0; i < 200; i++) {
            section(i % 3 == 0 ? FIRST : SECOND);
        }
        record.requireWhole();
        assertEquals(200, buffer.getLong(DONE));
    }

    @Test
    void secondInsideIsSeenByWhoComesIn() {
        record.enter(FIRST);
        SoakFault fault = assertThrows(SoakFault.class, () -> record.enter(SECOND));
        assertTrue(
                fault.getMessage().contains("process 0's life 1 is at work"), fault.getMessage());
    }

    @Test
    void secondInsideIsSeenByWhoIsThere() {
        record.enter(FIRST);
        record.repair(); // of one who was wrongly told of a death
        section(SECOND);
        assertThrows(SoakFault.class, () -> record.leave(FIRST));
    }

    @Test
    void deathWithoutAWordIsSeen() {
        record.enter(FIRST);
        record.write();
        assertThrows(SoakFault.class, () -> record.enter(SECOND));
    }

    @Test
    void repairMakesWholeWhatADeathAnywhereLeft() {
        section(FIRST);
        record.enter(FIRST);
        record.repair();
        section(SECOND);
        record.enter(FIRST);
        record.write();
        record.repair();
        record.repair(); // the first who repaired died, too
        section(SECOND);
        assertEquals(5, buffer.getLong(DONE));
        assertEquals(3, record.told());
    }

    @Test
    void alteredRecordIsSeen() {
        section(FIRST);
        buffer.putLong(FIRST_SUM, 1);
        assertThrows(SoakFault.class, () -> record.enter(SECOND));
    }
}
