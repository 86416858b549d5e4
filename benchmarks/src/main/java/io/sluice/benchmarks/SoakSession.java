package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A soak: starts all processes, kills, stops and replaces them, and watches. One thread calls. */
final class SoakSession implements SoakPatience, AutoCloseable {
    private static final long TICK_MS = 2;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long AFTER_SIGNAL_MS = 1_000;

    private final SoakPlan plan;
    private final SoakProgress progress;
    private final SoakDirectory directory;
    private final SoakDirectory natives;
    private final List<SoakGroup> groups = new ArrayList<>();
    private final List<SoakKiller> killers = new ArrayList<>();
    private final List<SoakSlot> slots = new ArrayList<>();
    private final long startNs = System.nanoTime();
    private final SoakEvents events = new SoakEvents(startNs);
    private final List<String> found = new ArrayList<>(); // faults
    private boolean keeps; // by run: what is in shared memory is to be looked at

    SoakSession(SoakPlan plan, SoakProgress progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        this.directory = SoakDirectory.create();
        this.natives = SoakDirectory.create(Path.of(System.getProperty("java.io.tmpdir")));
        for (SoakKind kind : plan.kinds()) {
            String fault = SoakChild.fault(plan.made(kind));
            Path own = directory.create(kind.id());
            SoakGroup group = new SoakGroup(kind, own, natives.path(), fault);
            groups.add(group);
            slots.addAll(group.slots());
        }
        for (SoakGroup group : groups) {
            double share = (double) group.slots().size() / slots.size();
            killers.add(new SoakKiller(group, plan.seed(), plan.killEveryMs() / share, events));
        }
    }

    /** Runs it to its end, or to the first fault. */
    SoakResults run() throws IOException, InterruptedException {
        SoakResults.End end = SoakResults.End.TIME_IS_OVER;
        List<String> report = List.of();
        try {
            for (SoakKiller killer : killers) {
                killer.startAll();
            }
            await(this::allAreReady, "a process does not start");
            disturb();
            finish();
        } catch (Interrupted e) {
            end = SoakResults.End.INTERRUPTED;
        } catch (SoakFault e) {
            found.add(e.getMessage());
            report = report(); // before anything moves on
            keeps = !isInterrupted();
            end = keeps ? SoakResults.End.FAULT : SoakResults.End.INTERRUPTED;
            report = keeps ? report : List.of();
        }
        progress.end();
        return new SoakResults(plan.seed(), seconds(), rows(), end, report);
    }

    private boolean allAreReady() {
        return slots.stream().allMatch(slot -> !slot.isThere() || slot.readyNs() != 0);
    }

    /** Ctrl-C on a terminal goes to the processes, too, whose end may be seen first. */
    private boolean isInterrupted() throws InterruptedException {
        for (long ms = 0; ms < AFTER_SIGNAL_MS && !AtEnd.isBrokenOff(); ms++) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return AtEnd.isBrokenOff();
    }

    private void disturb() throws IOException, InterruptedException {
        long endNs = startNs + (long) (plan.seconds() * 1e9);
        while (System.nanoTime() < endNs) {
            for (SoakKiller killer : killers) {
                killer.act(System.nanoTime(), this);
            }
            tick();
        }
    }

    private void tick() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(TICK_MS);
        if (AtEnd.isBrokenOff()) {
            throw new Interrupted();
        }
        long nowNs = System.nanoTime();
        killers.forEach(killer -> killer.resume(nowNs));
        for (SoakGroup group : groups) {
            watch(group, nowNs);
        }
        if (progress.isDue(nowNs)) {
            progress.show(nowNs, seconds(), rows());
        }
    }

    /** Where several faults are made, the run goes on without who found one, to the last. */
    private void watch(SoakGroup group, long nowNs) throws InterruptedException {
        try {
            group.watch(nowNs);
        } catch (SoakFault e) {
            boolean isLast = found.size() + 1 >= plan.made().size();
            if (isLast || plan.made(group.kind()) == null) {
                throw e;
            }
            found.add(e.getMessage());
            for (SoakSlot slot : group.slots()) {
                slot.kill();
            }
        }
    }

    @Override
    public void await(BooleanSupplier condition, String what) throws IOException {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > deadlineNs) {
                    throw new SoakFault(what);
                }
                tick();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Ends all who put something in, lets the others come to the end of it, and looks. */
    private void finish() throws IOException, InterruptedException {
        for (SoakGroup group : groups) {
            for (SoakSlot slot : group.slots()) {
                boolean putsIn = !group.kind().isRing() || slot.number() < group.kind().producers();
                if (putsIn && slot.isThere()) {
                    group.kill(slot, this);
                }
            }
        }
        for (SoakGroup group : groups) {
            group.end(this);
        }
    }

    private List<String> report() {
        List<String> lines = new ArrayList<>();
        found.forEach(fault -> lines.add("FAULT " + fault));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "after %.3f s; --seed %d repeats what was done to whom, though not the instants",
                        seconds(),
                        plan.seed()));
        lines.add("what was done last:");
        lines.addAll(events.last());
        lines.add("who holds what:");
        groups.forEach(group -> lines.add("  " + group.kind().id() + ": " + group.holders()));
        lines.add("kept to be looked at: " + directory.path());
        return lines;
    }

    private double seconds() {
        return (System.nanoTime() - startNs) / 1e9;
    }

    private List<SoakRow> rows() {
        return groups.stream().map(SoakGroup::row).toList();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (SoakSlot slot : slots) {
            if (slot.isThere()) {
                slot.kill();
            }
        }
        groups.forEach(SoakGroup::close);
        natives.remove();
        if (!keeps) {
            directory.remove();
        }
    }

    /** Somebody wants it to end now. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
