package io.sluice.futex;

import static io.sluice.futex.MeetingParty.PARTIES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three JVMs that wait for each other. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LatchBarrierProcessesTest {
    private static final int ROUNDS = 10_000;
    private static final int AGAIN = 1_000;
    private static final int PATIENT_MS = 60_000;
    private static final int IMPATIENT_MS = 1_500;
    private static final int VICTIM = 1;
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"); // starts sooner

    private final SharedFile file = SharedFile.create(MeetingParty.LENGTH);
    private final AtomicBuffer memory = file.memory();
    private final ChildJvm[] parties = new ChildJvm[PARTIES];

    LatchBarrierProcessesTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        for (int p = 0; p < PARTIES; p++) {
            start(p);
        }
        for (ChildJvm party : parties) {
            party.awaitLine("ready");
        }
    }

    private void start(int process) throws IOException {
        parties[process] = ChildJvm.start(FLAGS, MeetingParty.class, file.name(), process + "");
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (ChildJvm party : parties) {
            if (party != null) {
                party.kill();
            }
        }
        file.close();
    }

    private void tellAll(String line) throws IOException {
        for (ChildJvm party : parties) {
            party.tell(line);
        }
    }

    private void assertAllAnswer(String line) throws IOException {
        for (ChildJvm party : parties) {
            assertEquals(line, party.awaitLine(line));
        }
    }

    @Test
    void nobodyIsEverAGenerationAhead() throws Exception {
        tellAll("meet " + ROUNDS + " " + PATIENT_MS);
        assertAllAnswer("met");
        for (int p = 0; p < PARTIES; p++) {
            assertEquals(ROUNDS, memory.getInt(MeetingParty.round(p)));
        }
        assertEquals(0, new Barrier(memory, 0, PARTIES).getNumberWaiting());
    }

    @Test
    void survivorsOfAKilledPartyBreakTheBarrierAndResetItGivesItBack() throws Exception {
        tellAll("meet " + Integer.MAX_VALUE + " " + IMPATIENT_MS);
        while (memory.getIntVolatile(MeetingParty.round(VICTIM)) < AGAIN) {
            if (!parties[VICTIM].isAlive()) {
                throw new AssertionError(parties[VICTIM].end());
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        parties[VICTIM].kill();
        Set<String> ends = new TreeSet<>();
        for (int p = 0; p < PARTIES; p++) {
            if (p != VICTIM) {
                ends.add(parties[p].awaitLine(""));
            }
        }
        assertEquals(Set.of("BrokenBarrierException", "TimeoutException"), ends);
        Barrier barrier = new Barrier(memory, 0, PARTIES);
        assertTrue(barrier.isBroken());
        barrier.reset();
        assertFalse(barrier.isBroken());
        memory.setMemory(MeetingParty.round(0), PARTIES * Integer.BYTES, (byte) 0);
        start(VICTIM);
        tellAll("meet " + AGAIN + " " + PATIENT_MS);
        assertAllAnswer("met");
    }

    @Test
    void latchesOpenWhenThreeHaveCountedDown() throws Exception {
        Latch last = new Latch(memory, MeetingParty.latch(MeetingParty.MOST_LATCHES - 1));
        OtherThread<Boolean> waiter =
                OtherThread.start(() -> last.await(PATIENT_MS, TimeUnit.MILLISECONDS));
        tellAll("countDown " + MeetingParty.MOST_LATCHES);
        assertAllAnswer("counted down");
        assertTrue(waiter.get());
        for (int l = 0; l < MeetingParty.MOST_LATCHES; l++) {
            MeetingParty.requireAllCounted(memory, l);
            assertEquals(0, new Latch(memory, MeetingParty.latch(l)).getCount());
        }
    }
}
