package io.sluice.futex;

import static io.sluice.core.contract.OtherThread.spin;
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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventCountTest {
    private static final int OFFSET = 4;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
    private final EventCount events = attach();

    /** The structure: permits, without a lock. */
    private final AtomicInteger permits = new AtomicInteger();

    private EventCount attach() {
        return new EventCount(memory, OFFSET);
    }

    private int word() {
        return memory.getIntVolatile(OFFSET);
    }

    private boolean tryTake() {
        int found = permits.get();
        while (found > 0 && !permits.compareAndSet(found, found - 1)) {
            found = permits.get();
        }
        return found > 0;
    }

    private boolean take(boolean interruptibly) throws InterruptedException {
        EventCount own = attach();
        while (!tryTake()) {
            int ticket = own.prepare();
            if (tryTake()) {
                return true;
            }
            if (interruptibly) {
                own.await(ticket);
            } else {
                own.awaitUninterruptibly(ticket);
            }
        }
        return true;
    }

    @Test
    void signalChangesNothingWhileNobodyWaits() {
        events.signal();
        events.signalAll();
        assertEquals(0, word());
        assertEquals(0, memory.getInt(0));
        assertEquals(0, memory.getInt(8));
    }

    @Test
    void ticketsBeforeASignalAreEqualAndDoNotWaitAfterIt() throws Exception {
        int ticket = events.prepare();
        assertEquals(ticket, attach().prepare());
        events.signal();
        assertTrue(events.await(ticket, Futex.NO_DEADLINE));
        events.await(ticket);
        events.awaitUninterruptibly(ticket);
        int next = events.prepare();
        events.signalAll();
        assertTrue(events.await(next, Futex.NO_DEADLINE));
    }

    @Test
    void signalThatFindsNobodyAsleepAsksTheKernelNoMore() {
        for (int i = 0; i < 3; i++) {
            int ticket = events.prepare();
            assertEquals(1, ticket & 1);
            events.signal();
            assertEquals(ticket + 3, word());
            int next = events.prepare();
            events.signalAll();
            assertEquals(next + 1, word());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, -1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void everyValueIsValidAndGoesRound(int value) throws Exception {
        memory.putIntVolatile(OFFSET, value);
        int ticket = events.prepare();
        assertFalse(events.await(ticket, System.nanoTime()));
        events.signal();
        assertTrue(events.await(ticket, Futex.NO_DEADLINE));
        int next = events.prepare();
        events.signalAll();
        assertTrue(events.await(next, Futex.NO_DEADLINE));
        assertEquals(0, word() & 1);
    }

    @Test
    void deadlineEndsTheWaitAndNotBefore() throws Exception {
        int ticket = events.prepare();
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        while (events.await(ticket, deadlineNs)) {
            Thread.onSpinWait();
        }
        assertTrue(System.nanoTime() >= deadlineNs);
    }

    @Test
    void signalWakesOneAndSignalAllTheRest() throws Exception {
        List<OtherThread<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            boolean interruptibly = i == 0;
            waiters.add(start(() -> take(interruptibly)));
        }
        FutexTest.awaitSleepers(memory, OFFSET, 3);
        int before = word();
        permits.incrementAndGet();
        events.signal();
        assertEquals(before + 2, word());
        while (permits.get() > 0) {
            Thread.onSpinWait();
        }
        permits.addAndGet(2);
        events.signalAll();
        for (OtherThread<Boolean> waiter : waiters) {
            assertTrue(waiter.get());
        }
        assertEquals(0, permits.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sleeperThatNobodyWakesLooksAgainByItself(boolean interruptibly) throws Exception {
        OtherThread<Boolean> waiter = start(() -> take(interruptibly));
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        permits.incrementAndGet(); // as one who is killed before its signal
        assertTrue(waiter.get());
    }

    @Test
    void interruptEndsTheWait() throws Exception {
        OtherThread<Boolean> waiter = start(() -> take(true));
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        waiter.interrupt();
        ExecutionException e = assertThrows(ExecutionException.class, waiter::get);
        assertEquals(InterruptedException.class, e.getCause().getClass());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> events.await(events.prepare()));
        assertFalse(Thread.interrupted());
        Thread.currentThread().interrupt();
        events.awaitUninterruptibly(events.prepare());
        assertTrue(Thread.interrupted());
    }

    /** A wake-up that went to one who is interrupted belongs to another. */
    @Test
    void interruptedWaiterLeavesThePermitToAnother() throws Exception {
        for (int round = 0; round < 300; round++) {
            OtherThread<Boolean> fickle = start(() -> take(true));
            OtherThread<Boolean> patient = start(() -> take(false));
            spin(round * 500L);
            fickle.interrupt();
            permits.incrementAndGet();
            events.signal();
            boolean taken = false;
            try {
                taken = fickle.get();
            } catch (ExecutionException e) {
                assertEquals(InterruptedException.class, e.getCause().getClass());
            }
            if (taken) {
                permits.incrementAndGet();
                events.signal();
            }
            assertTrue(patient.get(), "round=" + round);
            assertEquals(0, permits.get());
        }
    }

    @Test
    void interruptedWaiterSendsOnASignalThatCameSinceItsTicket() throws Exception {
        int ticket = events.prepare();
        OtherThread<Boolean> other = start(() -> take(false));
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        memory.getAndAddInt(OFFSET, 2); // a signal whose wake went to this thread
        int signalled = word();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> events.await(ticket));
        assertTrue(word() - signalled >= 2);
        permits.incrementAndGet();
        events.signalAll();
        assertTrue(other.get());
    }

    /** Every message comes out once and in the order of its producer. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void queueLosesNothingAndNobodySleepsBesideAMessage(boolean all) throws Exception {
        int producers = 2;
        int each = 30_000;
        ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
        List<OtherThread<Void>> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int base = p * each;
            threads.add(start(() -> produce(queue, base, each, all)));
        }
        int[] next = {0, each};
        for (int i = 0; i < producers * each; i++) {
            Integer message = poll(queue);
            assertEquals(next[message / each]++, message);
        }
        for (OtherThread<Void> thread : threads) {
            thread.get();
        }
        assertTrue(queue.isEmpty());
    }

    private Void produce(ConcurrentLinkedQueue<Integer> queue, int base, int each, boolean all) {
        EventCount own = attach();
        for (int i = 0; i < each; i++) {
            queue.add(base + i);
            if (all) {
                own.signalAll();
            } else {
                own.signal();
            }
            if (i % 64 == 0) {
                LockSupport.parkNanos(1_000);
            }
        }
        return null;
    }

    private Integer poll(ConcurrentLinkedQueue<Integer> queue) throws InterruptedException {
        Integer message = queue.poll();
        while (message == null) {
            int ticket = events.prepare();
            message = queue.poll();
            if (message == null) {
                events.await(ticket);
                message = queue.poll();
            }
        }
        return message;
    }
}
