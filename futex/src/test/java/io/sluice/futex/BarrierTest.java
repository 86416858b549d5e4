package io.sluice.futex;

import static io.sluice.core.contract.OtherThread.spin;
import static io.sluice.core.contract.OtherThread.start;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BarrierTest {
    private static final long A_WHILE_MS = 20;
    private static final int OFFSET = 8;
    private static final int GENERATION = OFFSET + 4;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(64, 64));

    private Barrier attach(int parties) {
        return new Barrier(memory, OFFSET, parties);
    }

    private OtherThread<Integer> party(int parties) {
        return start(() -> attach(parties).await());
    }

    private static Class<?> failure(OtherThread<Integer> party) {
        return assertThrows(ExecutionException.class, party::get).getCause().getClass();
    }

    private void awaitWaiting(Barrier barrier, int count) throws Exception {
        while (barrier.getNumberWaiting() != count) {
            Thread.onSpinWait();
        }
        FutexTest.awaitSleepers(memory, GENERATION, count);
    }

    @Test
    void lastToArriveLetsAllGoAndEachKnowsItsPlace() throws Exception {
        Barrier barrier = attach(3);
        for (int round = 0; round < 3; round++) {
            OtherThread<Integer> first = party(3);
            awaitWaiting(barrier, 1);
            OtherThread<Integer> second = party(3);
            awaitWaiting(barrier, 2);
            assertTrue(first.isStillRunningAfterMs(A_WHILE_MS));
            assertEquals(0, barrier.await());
            assertEquals(2, first.get());
            assertEquals(1, second.get());
            assertEquals(0, barrier.getNumberWaiting());
        }
        assertEquals(3, memory.getInt(GENERATION));
        assertEquals(0, memory.getInt(OFFSET));
        assertEquals(0, memory.getLong(0));
        assertEquals(0, memory.getInt(OFFSET + Barrier.LENGTH));
    }

    @Test
    void barrierOfOneNeverWaits() throws Exception {
        Barrier barrier = attach(1);
        assertEquals(0, barrier.await());
        assertEquals(0, barrier.await(0, TimeUnit.SECONDS));
    }

    /** From before the generation goes round to after. */
    @ParameterizedTest
    @CsvSource({"2, 20000, 0", "3, 5000, 0", "3, 2000, -1000", "2, 2000, 2147482647"})
    void nobodyRunsAheadOrFallsBehind(int parties, int rounds, int generation) throws Exception {
        memory.putInt(GENERATION, generation);
        int[] done = new int[parties];
        List<OtherThread<Integer>> threads = new ArrayList<>();
        for (int t = 0; t < parties; t++) {
            int own = t;
            threads.add(start(() -> meet(attach(parties), done, own, rounds)));
        }
        for (OtherThread<Integer> thread : threads) {
            assertEquals(rounds, thread.get());
        }
        assertEquals(generation + 2 * rounds, memory.getInt(GENERATION));
    }

    private static int meet(Barrier barrier, int[] done, int own, int rounds) throws Exception {
        int[] expected = new int[done.length];
        for (int r = 1; r <= rounds; r++) {
            done[own] = r;
            int unused = barrier.await();
            Arrays.fill(expected, r);
            assertArrayEquals(expected, done);
            unused = barrier.await(30, TimeUnit.SECONDS);
        }
        return rounds;
    }

    @Test
    void timeOutBreaksItForAll() throws Exception {
        Barrier barrier = attach(3);
        OtherThread<Integer> patient = party(3);
        awaitWaiting(barrier, 1);
        long startNs = System.nanoTime();
        assertThrows(
                TimeoutException.class, () -> barrier.await(A_WHILE_MS, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - startNs >= TimeUnit.MILLISECONDS.toNanos(A_WHILE_MS));
        assertEquals(BrokenBarrierException.class, failure(patient));
        assertTrue(barrier.isBroken());
        assertThrows(BrokenBarrierException.class, barrier::await);
        barrier.reset();
        assertFalse(barrier.isBroken());
        OtherThread<Integer> first = party(3);
        awaitWaiting(barrier, 1);
        OtherThread<Integer> second = party(3);
        assertEquals(1, barrier.await() + second.get());
        assertEquals(2, first.get());
    }

    @Test
    void noTimeAtAllBreaksItUnlessTheLastHasCome() throws Exception {
        Barrier barrier = attach(2);
        OtherThread<Integer> first = party(2);
        awaitWaiting(barrier, 1);
        assertEquals(0, barrier.await(0, TimeUnit.SECONDS));
        assertEquals(1, first.get());
        assertThrows(TimeoutException.class, () -> barrier.await(-1, TimeUnit.DAYS));
        assertTrue(barrier.isBroken());
    }

    @Test
    void interruptBreaksItForAll() throws Exception {
        Barrier barrier = attach(3);
        OtherThread<Integer> fickle = party(3);
        OtherThread<Integer> patient = party(3);
        awaitWaiting(barrier, 2);
        fickle.interrupt();
        assertEquals(InterruptedException.class, failure(fickle));
        assertEquals(BrokenBarrierException.class, failure(patient));
        barrier.reset();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, barrier::await);
        assertFalse(Thread.currentThread().isInterrupted());
        assertTrue(barrier.isBroken());
    }

    @Test
    void resetBreaksWhatHadBegunAndNothingElse() throws Exception {
        Barrier barrier = attach(2);
        barrier.reset();
        assertEquals(0, memory.getLong(OFFSET));
        OtherThread<Integer> first = party(2);
        awaitWaiting(barrier, 1);
        barrier.reset();
        assertEquals(BrokenBarrierException.class, failure(first));
        assertFalse(barrier.isBroken());
        OtherThread<Integer> next = party(2);
        assertEquals(1, barrier.await() + next.get());
    }

    /** Whatever comes first: either all pass, or the one throws and all others find it broken. */
    @Test
    void interruptAtAnyMomentIsBeforeOrAfterTheEndForAllAlike() throws Exception {
        Barrier barrier = attach(3);
        int passes = 0;
        for (int round = 0; round < 400; round++) {
            OtherThread<Integer> fickle = party(3);
            OtherThread<Integer> second = party(3);
            OtherThread<Integer> third = party(3);
            spin(round * 500L);
            fickle.interrupt();
            List<Integer> indexes = new ArrayList<>();
            List<Class<?>> failures = new ArrayList<>();
            for (OtherThread<Integer> party : List.of(fickle, second, third)) {
                try {
                    indexes.add(party.get());
                } catch (ExecutionException e) {
                    failures.add(e.getCause().getClass());
                }
            }
            if (failures.isEmpty()) {
                passes++;
                indexes.sort(null);
                assertEquals(List.of(0, 1, 2), indexes);
            } else {
                assertEquals(
                        List.of(
                                InterruptedException.class,
                                BrokenBarrierException.class,
                                BrokenBarrierException.class),
                        failures);
                barrier.reset();
            }
        }
        System.out.printf("Barrier: %d of 400 interrupts came after the end%n", passes);
    }

    @Test
    void sleeperThatNobodyWakesGoesOnByItself() throws Exception {
        Barrier barrier = attach(2);
        OtherThread<Integer> first = party(2);
        awaitWaiting(barrier, 1);
        memory.putLongVolatile(OFFSET, 1L << 32); // as one that ends it and does not wake
        assertEquals(1, first.get());
    }

    @Test
    void howAGenerationEndedIsKnownToWhoLooksLater() throws Exception {
        Barrier barrier = attach(2);
        OtherThread<Integer> first = party(2);
        awaitWaiting(barrier, 1);
        // Completed, and then fifteen times broken and reset, before the sleeper has looked.
        memory.putInt(OFFSET, 0x7fff << 16);
        memory.putIntVolatile(GENERATION, 16);
        assertEquals(1, first.get());
        OtherThread<Integer> second = party(2);
        awaitWaiting(barrier, 1);
        memory.putInt(OFFSET, 2 << 16); // broken, and completed without it
        memory.putIntVolatile(GENERATION, 18);
        assertEquals(BrokenBarrierException.class, failure(second));
        OtherThread<Integer> third = party(2);
        awaitWaiting(barrier, 1);
        memory.putInt(OFFSET, 0); // longer ago than is remembered
        memory.putIntVolatile(GENERATION, 35);
        assertEquals(BrokenBarrierException.class, failure(third));
    }

    @Test
    void otherNumberOfPartiesIsRefused() {
        assertEquals(3, attach(3).getParties());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> attach(4));
        assertEquals("parties=4, but the barrier has 3", e.getMessage());
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> attach(0));
        assertThrows(IllegalArgumentException.class, () -> attach(Barrier.MAX_PARTIES + 1));
        assertThrows(IllegalArgumentException.class, () -> new Barrier(memory, 4, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> new Barrier(memory, 56, 2));
        assertEquals(0, memory.getInt(OFFSET + 8));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 0x7fff, 0x8001, -1})
    void stateThatIsNoneIsRefusedWithItsValueAndNotChanged(int state) {
        Barrier barrier = attach(2);
        memory.putIntVolatile(OFFSET, state);
        List<Executable> actions =
                List.of(
                        barrier::await,
                        () -> barrier.await(1, TimeUnit.DAYS),
                        barrier::reset,
                        barrier::isBroken,
                        barrier::getNumberWaiting);
        for (Executable action : actions) {
            IllegalStateException e = assertThrows(IllegalStateException.class, action);
            assertEquals("state=" + state + " at offset=8 is none of a Barrier", e.getMessage());
        }
        assertEquals(state, memory.getInt(OFFSET));
    }
}
