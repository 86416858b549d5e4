package io.sluice.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** What was measured of one row, kept apart by placement. */
abstract class MeasuredRow {
    private final Map<Placement, List<Slice>> slices = new EnumMap<>(Placement.class);
    private String unavailable; // by unavailable: why there is nothing, or null

    final void unavailable(String reason) {
        unavailable = reason;
    }

    final void add(Placement placement, Slice slice) {
        slices.computeIfAbsent(placement, key -> new ArrayList<>()).add(slice);
    }

    /** Why there is no figure, or null. */
    final String reason(Placement placement) {
        if (unavailable == null && slices(placement).isEmpty()) {
            return slices.isEmpty() && AtEnd.isBrokenOff()
                    ? AtEnd.BROKEN_OFF
                    : "no slice while the CPUs stayed in placement " + placement;
        }
        return unavailable;
    }

    final List<Slice> slices(Placement placement) {
        return slices.getOrDefault(placement, List.of());
    }

    /** All round trips. */
    final Histogram roundTrips(Placement placement) {
        Histogram sum = new Histogram(3);
        slices(placement).forEach(slice -> sum.add(slice.roundTrips()));
        return sum;
    }

    /** The median slice's value. */
    final double median(Placement placement, ToDoubleFunction<Slice> value) {
        return Spread.of(slices(placement).stream().mapToDouble(value)).median();
    }

    final long messages(Placement placement) {
        return slices(placement).stream().mapToLong(Slice::messages).sum();
    }
}
