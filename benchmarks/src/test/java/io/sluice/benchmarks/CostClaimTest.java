package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostClaimTest {
    private static CostClaim faults(double due) {
        return new CostClaim(CostEvent.MINOR_FAULTS, due);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 0.96", "1, 1.04", "0, 0.01", "0.001953125, 0.00196"})
    void countNearWhatIsDueHolds(double due, double counted) {
        assertTrue(faults(due).holds(counted));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.0625", "1, 0", "1, 2", "0, 1", "0.001953125, 1", "0.001953125, 0.0625"})
    void otherCountDoesNot(double due, double counted) {
        assertFalse(faults(due).holds(counted));
    }

    @Test
    void refutationSaysWhatWasCountedAndWhatWasDue() {
        assertNull(faults(1).refutation(1));
        assertEquals(
                "counted 0.063 minor faults each where 1.00 was due", faults(1).refutation(0.0625));
    }

    @Test
    void placementIsThatOfTheCacheLinesRoundTrip() {
        CostRow line = new CostRow(CostTypes.byId("c-line"));
        assertEquals(Optional.of(Placement.X), placement(line, 156));
        assertEquals(Optional.of(Placement.C), placement(new CostRow(line.type()), 40));
        assertEquals(Optional.empty(), placement(new CostRow(CostTypes.byId("c-fence")), 40));
    }

    private static Optional<Placement> placement(CostRow row, double ns) {
        row.add(new CostSlice(1, ns, 0));
        return new CostResults(List.of(row), 1).placement();
    }

    @Test
    void rowSaysThatItsFaultsWereAbsent() {
        CostRow row = new CostRow(CostTypes.byId("c-fault-anon"));
        row.add(new CostSlice(256, 100, 256));
        assertNull(row.refutation());
        row.add(new CostSlice(256, 100, 0));
        assertEquals("counted 0.500 minor faults each where 1.00 was due", row.refutation());
    }
}
