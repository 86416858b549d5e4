package io.sluice.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One run: opens every lock in all processes, warms each up, then measures them in turn, slice by
 * slice, so that every row saw the same machine.
 *
 * <p>As in {@link Session}, a slice counts only if the placement before and after it is the same.
 * This process sleeps while the others run.
 */
final class LockSession implements AutoCloseable {
    private static final int ROUNDS = 10;
    private static final int WARM_UPS = 3;
    private static final double WARM_UP_SECONDS = 0.08;
    private static final double SHORTEST_SLICE_SECONDS = 0.02;

    private final LockPlan plan;
    private final Progress progress;
    private final LockFleet fleet;
    private final PlacementProbe probe;
    private final List<Track> tracks = new ArrayList<>();
    private final List<LockRow> rows = new ArrayList<>();

    /** A row that can be measured. */
    private record Track(LockRow row, LockConnection connection) {
        Slice measure(double seconds) throws IOException {
            return connection.measure(row.mode(), seconds);
        }
    }

    LockSession(LockPlan plan, Progress progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        fleet = new LockFleet(plan);
        probe = fleet.probe();
    }

    /** What compiled the C rows, or why nothing did, or null if there are none. */
    String compiler() {
        return fleet.compiler();
    }

    /** Measures, and returns every row asked for, mode by mode. */
    List<LockRow> run() throws IOException {
        for (LockType type : plan.types()) {
            prepare(type);
        }
        double seconds = Math.max(SHORTEST_SLICE_SECONDS, plan.seconds() / ROUNDS / tracks.size());
        int total = ROUNDS * tracks.size();
        int done = 0;
        Placement before = probe.placement();
        for (int round = 0; round < ROUNDS; round++) {
            for (Track track : tracks) {
                if (AtEnd.isBrokenOff()) {
                    break;
                }
                progress.slice(++done, total, track.row + ", placement " + before);
                Slice slice = track.measure(seconds);
                Placement after = probe.placement();
                if (after == before) {
                    track.row.add(after, slice);
                }
                before = after;
            }
        }
        progress.end();
        rows.sort(Comparator.comparing(LockRow::mode));
        return rows;
    }

    private void prepare(LockType type) throws IOException {
        List<LockRow> modes =
                plan.modes().stream()
                        .filter(type.modes()::contains)
                        .map(mode -> new LockRow(type, mode))
                        .toList();
        rows.addAll(modes);
        if (AtEnd.isBrokenOff()) {
            return;
        }
        progress.warmUp(type.id());
        try {
            LockConnection connection = fleet.open(type);
            for (LockRow row : modes) {
                Track track = new Track(row, connection);
                warmUp(track);
                tracks.add(track);
            }
        } catch (Unavailable e) {
            modes.forEach(row -> row.unavailable(e.getMessage()));
        }
    }

    /** Runs a row until it is compiled; in C, until its pages are there. */
    private static void warmUp(Track track) throws IOException {
        boolean compiled = track.row.type().runner() == LockType.Runner.C;
        for (int i = 0; i < (compiled ? 1 : WARM_UPS); i++) {
            Slice unused = track.measure(compiled ? SHORTEST_SLICE_SECONDS : WARM_UP_SECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        probe.close();
        fleet.close();
    }
}
