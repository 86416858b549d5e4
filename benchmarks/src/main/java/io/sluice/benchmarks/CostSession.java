package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run: warms every row up, then measures them in turn, slice by slice, so that every row saw
 * the same machine. The calling thread is pinned to the first CPU and sleeps while the C program
 * works there.
 */
final class CostSession implements AutoCloseable {
    private static final int ROUNDS = 11;
    private static final int WARM_UPS = 3;
    private static final double WARM_UP_SECONDS = 0.05;
    private static final double SHORTEST_SLICE_SECONDS = 0.005;

    private final CostPlan plan;
    private final Progress progress;
    private final ScratchDirectory shared = ScratchDirectory.create();
    private final ScratchDirectory disk =
            ScratchDirectory.create(Path.of(System.getProperty("java.io.tmpdir")));
    private final CpuClock clock = new CpuClock();
    private final List<CostRow> rows = new ArrayList<>();
    private final List<Track> tracks = new ArrayList<>();
    private final JavaCosts java;
    private PeerProcess c; // by startC: null if it cannot be compiled
    private String compiler; // by startC: what compiled it, or why nothing did

    /** A row that can be measured. */
    private record Track(CostRow row, CostLoop loop) {
        /** Measures; a row that cannot be says so from now on. */
        void measure(double seconds, boolean counts) throws IOException {
            if (row.reason() != null) {
                return;
            }
            try {
                CostSlice slice = loop.measure((long) (seconds * 1e9));
                if (counts) {
                    row.add(slice);
                }
            } catch (Unavailable e) {
                row.unavailable(e.getMessage());
            }
        }
    }

    CostSession(CostPlan plan, Progress progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        java = new JavaCosts(plan.cpus(), shared.path());
        if (plan.types().stream().anyMatch(CostType::isC)) {
            startC();
        }
    }

    /** What compiled the C rows, or why nothing did, or null if there are none. */
    String compiler() {
        return compiler;
    }

    /** The clock of the first CPU as it was during the run. */
    CpuClock clock() {
        return clock;
    }

    /** Measures, and returns every row asked for, in the order asked for. */
    List<CostRow> run() throws IOException {
        for (CostType type : plan.types()) {
            prepare(type);
        }
        double seconds = Math.max(SHORTEST_SLICE_SECONDS, plan.seconds() / ROUNDS / rows.size());
        int total = ROUNDS * tracks.size();
        int done = 0;
        for (int round = 0; round < ROUNDS; round++) {
            clock.measure();
            for (Track track : tracks) {
                if (AtEnd.isBrokenOff()) {
                    break;
                }
                progress.slice(++done, total, track.row().type().id());
                track.measure(seconds, true);
            }
        }
        rows.stream()
                .filter(row -> row.slices() == 0 && row.reason() == null)
                .forEach(row -> row.unavailable(AtEnd.BROKEN_OFF));
        progress.end();
        return rows;
    }

    private void prepare(CostType type) throws IOException {
        CostRow row = new CostRow(type);
        rows.add(row);
        progress.warmUp(type.id());
        if (AtEnd.isBrokenOff()) {
            row.unavailable(AtEnd.BROKEN_OFF);
        } else if (type.twoCpus() && plan.cpus().size() < 2) {
            row.unavailable("it needs two CPUs, and there is one: " + plan.cpus().get(0));
        } else if (!type.isC()) {
            warmUp(new Track(row, java.open(type.id())), WARM_UPS);
        } else if (c == null) {
            row.unavailable(compiler);
        } else {
            warmUp(new Track(row, lengthNs -> measureC(type, lengthNs)), 1);
        }
    }

    private void warmUp(Track track, int times) throws IOException {
        tracks.add(track);
        for (int i = 0; i < times; i++) {
            track.measure(WARM_UP_SECONDS, false);
        }
    }

    private CostSlice measureC(CostType type, long lengthNs) throws IOException, Unavailable {
        c.command(type.id() + " " + lengthNs);
        String reply = c.reply();
        String[] words = reply.split(" ", -1);
        if (!words[0].equals("done")) {
            throw new Unavailable(reply.substring(words[0].length() + 1));
        }
        return new CostSlice(
                Long.parseLong(words[1]), Double.parseDouble(words[2]), Long.parseLong(words[3]));
    }

    private void startC() throws IOException {
        try {
            CProgram program =
                    CProgram.compile(
                            disk.path(), "costs", "costs.h", "calls.h", "faults.h", "switches.h");
            c =
                    PeerProcess.start(
                            "the C program",
                            List.of(
                                    program.file().toString(),
                                    String.format(Locale.ROOT, "%d", plan.cpus().get(0)),
                                    String.format(Locale.ROOT, "%d", plan.secondCpu()),
                                    shared.path().toString(),
                                    disk.path().toString()));
            compiler = program.compiler();
        } catch (Unavailable e) {
            compiler = e.getMessage();
        }
    }

    @Override
    public void close() throws IOException {
        if (c != null) {
            c.close();
        }
        shared.close();
        disk.close();
    }
}
