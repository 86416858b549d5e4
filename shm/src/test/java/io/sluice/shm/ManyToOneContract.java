package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.junit.jupiter.api.Test;

/** What those do beyond it to which many threads write. */
abstract class ManyToOneContract extends RingBufferContract {
    private static final int THREADS = 4;
    private static final int MESSAGES = 10_000;

    @Test
    void messagesOfManyThreadsArriveInTheOrderOfEach() throws Exception {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int type = 1 + i;
            tasks.add(() -> writeAll(type));
        }
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        List<Future<Void>> writers = new ArrayList<>();
        tasks.forEach(task -> writers.add(executor.submit(task)));
        int[] next = new int[1 + THREADS];
        int messages = 0;
        while (messages < THREADS * MESSAGES) {
            int read =
                    ring.read(
                            (type, buffer, index, length) -> {
                                assertEquals(next[type], buffer.getInt(index), "of " + type);
                                assertEquals(length(next[type]++), length);
                            });
            messages += read;
            if (read == 0) {
                Thread.yield();
            }
            assertTrue(ring.size() >= 0 && ring.size() <= ring.capacity());
        }
        for (Future<Void> writer : writers) {
            writer.get();
        }
        executor.shutdown();
        assertArrayEquals(new int[] {0, MESSAGES, MESSAGES, MESSAGES, MESSAGES}, next);
        assertEquals(List.of(), drain());
    }

    private static int length(int message) {
        return Integer.BYTES + message % 61;
    }

    /** Every third message twice, the first time aborted. */
    private Void writeAll(int type) {
        for (int i = 0; i < MESSAGES; i++) {
            int length = length(i);
            if (i % 3 == 0) {
                ring.abort(claim(type, length));
            }
            int index = claim(type, length);
            ring.buffer().putInt(index, i);
            ring.commit(index);
        }
        return null;
    }

    private int claim(int type, int length) {
        int index = ring.tryClaim(type, length);
        while (index == RingBuffer.INSUFFICIENT_CAPACITY) {
            Thread.yield();
            index = ring.tryClaim(type, length);
        }
        return index;
    }

    @Test
    void noCorrelationIdIsGivenTwice() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        List<Future<List<Long>>> drawn = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            drawn.add(
                    executor.submit(
                            () -> {
                                List<Long> ids = new ArrayList<>();
                                for (int j = 0; j < 10_000; j++) {
                                    ids.add(ring.nextCorrelationId());
                                }
                                return ids;
                            }));
        }
        Set<Long> all = new HashSet<>();
        for (Future<List<Long>> ids : drawn) {
            all.addAll(ids.get());
        }
        executor.shutdown();
        assertEquals(THREADS * 10_000, all.size());
        assertEquals(THREADS * 10_000, ring.nextCorrelationId());
    }
}
