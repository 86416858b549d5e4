package io.sluice.examples;

import io.sluice.core.Affinity;
import io.sluice.core.CpuLevel;
import io.sluice.core.CpuReservation;
import io.sluice.core.CpuSet;
import io.sluice.core.Interrupts;
import io.sluice.core.Placement;
import io.sluice.core.PlacementException;
import io.sluice.core.Topology;

/**
 * Draws the machine, reserves a CPU away from another one's core, and counts what interrupts it.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.ShowTopology 0
 * }</pre>
 */
public final class ShowTopology {
    private ShowTopology() {}

    /** Runs for a second; the first argument is the CPU to stay near to, but not on its core. */
    public static void main(String[] args) {
        int near = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        Topology topology = Topology.current();
        System.out.print(topology);
        Placement placement =
                Placement.usable()
                        .in(CpuLevel.L3, near)
                        .orElse(Placement.usable().in(CpuLevel.NODE, near))
                        .orElse(Placement.usable())
                        .notIn(CpuLevel.CORE, near)
                        .isolatedFirst();
        try (CpuReservation reserved = CpuReservation.reserve(topology, placement, 1);
                Affinity pin = Affinity.pin(reserved.cpus().get(0))) {
            System.out.println("pinned to CPU " + pin.cpus());
            spinForASecond(pin.cpus());
        } catch (PlacementException e) {
            System.out.println("no CPU: " + e.getMessage());
        }
    }

    private static void spinForASecond(CpuSet cpus) {
        Interrupts before = Interrupts.now();
        for (long end = System.nanoTime() + 1_000_000_000; System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
        System.out.print(Interrupts.now().since(before).on(cpus));
    }
}
