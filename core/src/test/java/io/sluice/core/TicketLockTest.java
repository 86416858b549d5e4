package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.LockContract;
import io.sluice.core.contract.OtherThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@SuppressWarnings("LockNotBeforeTry") // where one fails, nobody needs the lock again
class TicketLockTest extends LockContract {
    private static final int NEXT = 64;
    private static final int SERVING = 68;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_TICKETS = 4_194_304;

    @Override
    protected Lock attach() {
        return new TicketLock(memory, NEXT);
    }

    private void put(int next, int serving) {
        memory.putInt(NEXT, next);
        memory.putInt(SERVING, serving);
    }

    private void assertWord(int next, int serving) {
        assertEquals(next, memory.getInt(NEXT));
        assertEquals(serving, memory.getInt(SERVING));
    }

    @Test
    void halvesCountTicketsAndServingsAndNothingElseChanges() {
        Lock lock = attach();
        lock.lock();
        assertWord(1, 0);
        assertFalse(lock.tryLock());
        assertWord(1, 0);
        lock.unlock();
        assertWord(1, 1);
        assertTrue(lock.tryLock());
        assertWord(2, 1);
        lock.unlock();
        assertWord(2, 2);
        put(0, 0);
        for (int i = 0; i < memory.capacity(); i++) {
            assertEquals(0, memory.getByte(i), "offset=" + i);
        }
    }

    @Test
    void whoComesFirstGetsItFirst() throws Exception {
        for (int start : new int[] {0, 0xfffe, 0x7fff_fffe, -2}) {
            assertFirstComeFirstServed(start);
        }
    }

    private void assertFirstComeFirstServed(int start) throws Exception {
        int waiters = 6;
        put(start, start);
        List<Integer> served = new ArrayList<>(); // guarded by the lock
        List<OtherThread<Void>> line = new ArrayList<>();
        Lock lock = attach();
        lock.lock();
        for (int i = 0; i < waiters; i++) {
            int number = i;
            line.add(
                    OtherThread.start(
                            () -> {
                                Lock other = attach();
                                other.lock();
                                served.add(number);
                                other.unlock();
                                return null;
                            }));
            awaitTicket(start + 1 + i);
        }
        lock.unlock();
        for (OtherThread<Void> waiter : line) {
            waiter.get();
        }
        assertEquals(List.of(0, 1, 2, 3, 4, 5), served);
        assertWord(start + 1 + waiters, start + 1 + waiters);
    }

    private void awaitTicket(int ticket) {
        long startNs = System.nanoTime();
        while (memory.getIntVolatile(NEXT) != ticket + 1) {
            assertTrue(System.nanoTime() - startNs < DEADLINE_NS, attach().toString());
            Thread.onSpinWait();
        }
    }

    @Test
    void ticketsWrapRoundWhileThreadsLock() throws Exception {
        for (int start : new int[] {0x1_0000 - 500, Integer.MAX_VALUE - 500, -500}) {
            put(start, start);
            int each = 500;
            List<Integer> held = new ArrayList<>(); // guarded by the lock
            Lock lock = attach();
            OtherThread<Void> other = OtherThread.start(() -> take(attach(), each, held));
            take(lock, each, held);
            other.get();
            for (int i = 0; i < 2 * each; i++) {
                assertEquals(start + i, held.get(i), "start=" + start);
            }
            assertEquals(2 * each, held.size());
            assertWord(start + 2 * each, start + 2 * each);
        }
    }

    private Void take(Lock lock, int count, List<Integer> held) {
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                lock.lock();
            } else {
                while (!lock.tryLock()) {
                    Thread.yield();
                }
            }
            held.add(memory.getInt(SERVING));
            lock.unlock();
        }
        return null;
    }

    @Test
    void whoGivesUpTookNoTicket() throws Exception {
        attach().lock();
        assertFalse(attach().tryLock(1, TimeUnit.MILLISECONDS));
        OtherThread<Void> waiter =
                OtherThread.start(
                        () -> {
                            attach().lockInterruptibly();
                            return null;
                        });
        assertTrue(waiter.isStillRunningAfterMs(20));
        waiter.interrupt();
        assertThrows(ExecutionException.class, waiter::get);
        assertWord(1, 0);
    }

    @Test
    void moreTicketsThanThreadsOrFewerThanNoneAreRefusedWithTheirNumbers() {
        Lock lock = attach();
        for (int ahead : new int[] {-1, MOST_TICKETS + 1, Integer.MIN_VALUE}) {
            put(7 + ahead, 7);
            assertRefused(7 + ahead, lock::tryLock);
            assertRefused(7 + ahead, () -> lock.tryLock(1, TimeUnit.DAYS));
            assertRefused(7 + ahead, lock::lockInterruptibly);
            assertRefused(7 + ahead, lock::unlock);
            assertWord(7 + ahead, 7);
            assertRefused(7 + ahead, lock::lock);
        }
        put(7 + MOST_TICKETS, 7);
        assertFalse(lock.tryLock());
        lock.unlock();
        assertWord(7 + MOST_TICKETS, 8);
    }

    private static void assertRefused(int ticket, Executable call) {
        String message = assertThrows(IllegalStateException.class, call).getMessage();
        assertTrue(message.contains("ticket=7 "), message);
        assertTrue(message.contains("ticket=" + Integer.toUnsignedString(ticket)), message);
        assertTrue(message.contains("offset=" + NEXT), message);
    }

    @Test
    void turnThatWasSkippedEndsTheWait() throws Exception {
        attach().lock();
        OtherThread<Void> waiter =
                OtherThread.start(
                        () -> {
                            attach().lock();
                            return null;
                        });
        assertTrue(waiter.isStillRunningAfterMs(20));
        memory.putInt(SERVING, 2);
        ExecutionException refusal = assertThrows(ExecutionException.class, waiter::get);
        assertEquals(IllegalStateException.class, refusal.getCause().getClass());
    }

    @Test
    void wordOutsideTheBufferOrMisalignedIsRefused() {
        int end = memory.capacity();
        for (int offset : new int[] {-8, end - 7, end, 4, 12, 65}) {
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> new TicketLock(memory, offset))
                            .getMessage();
            assertTrue(message.contains("offset=" + offset), message);
        }
        assertTrue(new TicketLock(memory, end - TicketLock.LENGTH).tryLock());
    }

    @Test
    void wordInTheHeapIsRefused() {
        UnsafeBuffer heap = new UnsafeBuffer(new byte[64]);
        assertThrows(IllegalArgumentException.class, () -> new TicketLock(heap, 0));
    }

    @Test
    void stringShowsTheTickets() {
        put(0, -1);
        assertEquals("TicketLock(offset=64, next=0, serving=4294967295)", attach().toString());
    }
}
