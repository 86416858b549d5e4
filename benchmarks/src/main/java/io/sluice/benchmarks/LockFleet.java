package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All processes of a run, and the directories they share. */
final class LockFleet implements AutoCloseable {
    private static final int PROCESSES = 4;

    private final LockPlan plan;
    private final ScratchDirectory shared = ScratchDirectory.create();
    private final ScratchDirectory programs =
            ScratchDirectory.create(Path.of(System.getProperty("java.io.tmpdir")));
    private final List<PeerProcess> jvms = new ArrayList<>();
    private final LockProcesses java;
    private LockProcesses c; // by startC: null if it cannot be compiled
    private String compiler; // by startC: what compiled it, or why nothing did
    private int opened; // by open

    /** Starts them. */
    LockFleet(LockPlan plan) throws IOException {
        this.plan = plan;
        for (int process = 0; process < PROCESSES; process++) {
            jvms.add(PeerProcess.start("JVM " + process, plan.cpu(process)));
        }
        java = new LockProcesses(jvms);
        if (plan.needs(LockType.Runner.C)) {
            startC();
        }
    }

    private void startC() throws IOException {
        try {
            CProgram program =
                    CProgram.compile(programs.path(), "locks", "area.h", "exclusions.h", "kinds.h");
            List<PeerProcess> started = new ArrayList<>();
            for (int process = 0; process < PROCESSES; process++) {
                String cpu = Integer.toString(plan.cpu(process));
                started.add(
                        PeerProcess.start(
                                "C program " + process, List.of(program.file().toString(), cpu)));
            }
            c = new LockProcesses(started);
            compiler = program.compiler();
        } catch (Unavailable e) {
            compiler = e.getMessage();
        }
    }

    /** What compiled the C rows, or why nothing did, or null if there are none. */
    String compiler() {
        return compiler;
    }

    /** Of this thread's CPU and the other one. Called once. */
    PlacementProbe probe() throws IOException {
        return new PlacementProbe(jvms.get(1), shared);
    }

    LockConnection open(LockType type) throws IOException, Unavailable {
        LockProcesses processes = type.runner() == LockType.Runner.C ? c : java;
        if (processes == null) {
            throw new Unavailable(compiler);
        }
        Path own = shared.path().resolve(type.id() + "-" + opened++);
        return LockConnection.open(type, processes, own, plan.pins().second());
    }

    @Override
    public void close() throws IOException {
        java.close();
        if (c != null) {
            c.close();
        }
        shared.close();
        programs.close();
    }
}
