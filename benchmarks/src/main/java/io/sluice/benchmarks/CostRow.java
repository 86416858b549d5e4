package io.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What was measured of one cost. */
final class CostRow {
    private final CostType type;
    private final List<CostSlice> slices = new ArrayList<>();
    private String unavailable; // by unavailable: why there is nothing, or null

    CostRow(CostType type) {
        this.type = type;
    }

    CostType type() {
        return type;
    }

    void add(CostSlice slice) {
        slices.add(slice);
    }

    void unavailable(String reason) {
        unavailable = reason;
    }

    /** Why there is no figure, or null. */
    String reason() {
        return unavailable;
    }

    int slices() {
        return slices.size();
    }

    /** Nanoseconds an operation, over the slices. */
    Spread ns() {
        return Spread.of(slices.stream().mapToDouble(CostSlice::nsEach));
    }

    long operations() {
        return slices.stream().mapToLong(CostSlice::operations).sum();
    }

    /** What the kernel counted, an operation. */
    double eventsEach() {
        return (double) slices.stream().mapToLong(CostSlice::events).sum() / operations();
    }

    /** What is wrong with the row's claim, or null. */
    String refutation() {
        return type.claim() == null ? null : type.claim().refutation(eventsEach());
    }
}
