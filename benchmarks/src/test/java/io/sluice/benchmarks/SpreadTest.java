package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void oneValueIsItsOwnSpread() {
        assertEquals(new Spread(7, 7, 7), Spread.of(DoubleStream.of(7)));
    }

    @Test
    void itGoesFromTheLeastToTheGreatest() {
        assertEquals(new Spread(1, 3, 900), Spread.of(DoubleStream.of(900, 3, 1, 90, 2)));
    }

    @Test
    void medianOfTwoIsBetweenThem() {
        assertEquals(new Spread(1, 2.5, 4), Spread.of(DoubleStream.of(4, 3, 2, 1)));
    }

    @Test
    void medianOfBatchesIsNotMovedByAnInterruptedOne() {
        Batches batches = new Batches();
        batches.add(100, 10);
        batches.add(5_000_000, 10);
        batches.add(120, 10);
        assertEquals(new CostSlice(30, 12, 3), batches.slice(3));
        assertEquals(5_000_220, batches.elapsedNs());
    }
}
