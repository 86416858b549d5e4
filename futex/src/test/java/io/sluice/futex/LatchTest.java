package io.sluice.futex;

import static io.sluice.core.contract.OtherThread.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LatchTest {
    private static final long A_WHILE_MS = 20;
    private static final int OFFSET = 4;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(64));

    private Latch attach() {
        return new Latch(memory, OFFSET);
    }

    private Latch attach(int count) {
        return new Latch(memory, OFFSET, count);
    }

    private OtherThread<Boolean> waiter() {
        return start(
                () -> {
                    attach().await();
                    return true;
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void countsAsThatOfTheJdk(int count) throws Exception {
        CountDownLatch model = new CountDownLatch(count);
        Latch latch = attach(count);
        for (int i = 0; i < count + 2; i++) {
            assertEquals(model.getCount(), attach().getCount());
            assertEquals(
                    model.await(0, TimeUnit.SECONDS), latch.await(0, TimeUnit.SECONDS), "i=" + i);
            model.countDown();
            latch.countDown();
        }
        latch.await();
        assertEquals(2, memory.getInt(OFFSET));
        assertEquals(0, memory.getInt(0));
        assertEquals(0, memory.getInt(8));
    }

    @Test
    void zeroedWordIsClosedUntilACountIsGivenAndCountedDown() throws Exception {
        Latch latch = attach();
        assertEquals(-1, latch.getCount());
        assertThrows(IllegalStateException.class, latch::countDown);
        OtherThread<Boolean> early = waiter();
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        attach(2).countDown();
        assertTrue(early.isStillRunningAfterMs(A_WHILE_MS));
        latch.countDown();
        assertTrue(early.get());
    }

    @Test
    void countOfZeroLetsInWhoCameBefore() throws Exception {
        OtherThread<Boolean> early = waiter();
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        assertEquals(0, attach(0).getCount());
        assertTrue(early.get());
    }

    @Test
    void firstCountIsKept() {
        Latch latch = attach(3);
        latch.countDown();
        assertEquals(2, attach(3).getCount());
        assertEquals(2, attach(0).getCount());
        latch.countDown();
        latch.countDown();
        assertEquals(0, attach(3).getCount());
    }

    @Test
    void allWhoSleepGoOnWhenTheLastCountsDown() throws Exception {
        Latch latch = attach(2);
        List<OtherThread<Boolean>> waiters = List.of(waiter(), waiter(), waiter());
        FutexTest.awaitSleepers(memory, OFFSET, 3);
        latch.countDown();
        assertTrue(waiters.get(0).isStillRunningAfterMs(A_WHILE_MS));
        latch.countDown();
        for (OtherThread<Boolean> waiter : waiters) {
            assertTrue(waiter.get());
        }
        assertEquals(2, memory.getInt(OFFSET));
    }

    /** Again and again, as threads wait and count down at the same moment. */
    @Test
    void whoPassesSeesWhatAllHadDoneBefore() throws Exception {
        int rounds = 2_000;
        int threads = 3;
        UnsafeBuffer words = new UnsafeBuffer(ByteBuffer.allocateDirect(rounds * Integer.BYTES));
        int[] done = new int[threads * rounds];
        List<OtherThread<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int own = t;
            tasks.add(
                    start(
                            () -> {
                                for (int r = 0; r < rounds; r++) {
                                    Latch latch = new Latch(words, r * Integer.BYTES, threads);
                                    done[r * threads + own] = r + 1;
                                    latch.countDown();
                                    latch.await();
                                    for (int k = 0; k < threads; k++) {
                                        assertEquals(r + 1, done[r * threads + k]);
                                    }
                                }
                                return null;
                            }));
        }
        for (OtherThread<Void> task : tasks) {
            task.get();
        }
    }

    @Test
    void timedAwaitGivesUpNoSoonerThanItsTime() throws Exception {
        Latch latch = attach(1);
        long startNs = System.nanoTime();
        assertFalse(latch.await(A_WHILE_MS, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - startNs >= TimeUnit.MILLISECONDS.toNanos(A_WHILE_MS));
        assertFalse(latch.await(-1, TimeUnit.DAYS));
        latch.countDown();
        assertTrue(latch.await(-1, TimeUnit.DAYS));
        assertTrue(latch.await(Long.MAX_VALUE, TimeUnit.DAYS));
    }

    @Test
    void interruptEndsOneWaitAndStrandsNobody() throws Exception {
        Latch latch = attach(1);
        OtherThread<Boolean> fickle = waiter();
        OtherThread<Boolean> patient = waiter();
        FutexTest.awaitSleepers(memory, OFFSET, 2);
        fickle.interrupt();
        ExecutionException e = assertThrows(ExecutionException.class, fickle::get);
        assertEquals(InterruptedException.class, e.getCause().getClass());
        latch.countDown();
        assertTrue(patient.get());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, latch::await);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void sleeperThatNobodyWakesGoesOnByItself() throws Exception {
        Latch unused = attach(1);
        OtherThread<Boolean> waiter = waiter();
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        memory.putIntVolatile(OFFSET, 2); // as one who opens and does not wake
        assertTrue(waiter.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 4, 5, 8, Integer.MIN_VALUE, Integer.MIN_VALUE + 2})
    void wordThatIsNoStateIsRefusedWithItsValueAndNotChanged(int word) {
        Latch latch = attach();
        memory.putIntVolatile(OFFSET, word);
        List<Executable> actions =
                List.of(
                        latch::await,
                        () -> {
                            boolean unused = latch.await(1, TimeUnit.DAYS);
                        },
                        latch::countDown,
                        latch::getCount,
                        () -> attach(1));
        for (Executable action : actions) {
            IllegalStateException e = assertThrows(IllegalStateException.class, action);
            assertEquals("word=" + word + " at offset=4 is no state of a Latch", e.getMessage());
        }
        assertEquals(word, memory.getInt(OFFSET));
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> attach(-1));
        assertThrows(IllegalArgumentException.class, () -> attach(Latch.MAX_COUNT + 1));
        assertThrows(IllegalArgumentException.class, () -> new Latch(memory, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> new Latch(memory, 64));
        assertEquals(0, memory.getInt(OFFSET));
        assertEquals(Latch.MAX_COUNT, attach(Latch.MAX_COUNT).getCount());
    }
}
