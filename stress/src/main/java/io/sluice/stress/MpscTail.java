package io.sluice.stress;

import io.sluice.shm.MpscInMemory;
import io.sluice.shm.RingProducer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * TAIL: whatever tail two producers leave that claim where it is due, one that has not claimed for
 * a lap and goes by it claims behind both.
 */
@JCStressTest
@Outcome(id = "3, 123", expect = Expect.ACCEPTABLE, desc = "the first claimed first")
@Outcome(id = "3, 213", expect = Expect.ACCEPTABLE, desc = "the second claimed first")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, altered or out of order")
@State
public class MpscTail {
    private static final int CAPACITY = 2048;
    private static final int GRANULES_BEFORE_TAIL = (CAPACITY + 1024) / 64 - 1;

    private final MpscInMemory ring = new MpscInMemory(CAPACITY);
    private final RingProducer late = ring.producer(3);
    private final RingProducer first = ring.producer(1);
    private final RingProducer second = ring.producer(2);
    private final UnsafeBuffer one = new UnsafeBuffer(new byte[100]);
    private final UnsafeBuffer two = new UnsafeBuffer(new byte[8]);

    /** Goes round once and a half, both there, but for the granule whose claim stores tail. */
    public MpscTail() {
        for (int i = 0; i < GRANULES_BEFORE_TAIL; i++) {
            write(i % 2 == 0 ? first : second, 9, two, 8);
            ring.consumer().read((type, buffer, index, length) -> {}, 1);
        }
        one.putLong(0, 1);
        one.putLong(92, 1);
        two.putLong(0, 2);
    }

    private static void write(RingProducer producer, int type, UnsafeBuffer message, int length) {
        if (!producer.write(type, message, 0, length)) {
            throw new IllegalStateException("full");
        }
    }

    /** Writes a message of two granules. */
    @Actor
    public void first() {
        write(first, 1, one, 100);
    }

    /** Writes a message of one granule. */
    @Actor
    public void second() {
        write(second, 2, two, 8);
    }

    /** Writes a third and reads all. */
    @Arbiter
    public void late(II_Result r) {
        two.putLong(0, 3);
        write(late, 3, two, 8);
        r.r1 =
                ring.consumer()
                        .read(
                                (type, buffer, index, length) -> {
                                    long last = buffer.getLong(index + length - 8);
                                    boolean whole = buffer.getLong(index) == type && last == type;
                                    r.r2 = whole ? r.r2 * 10 + type : -1;
                                },
                                9);
    }
}
