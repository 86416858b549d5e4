package io.sluice.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A soak: starts all processes, kills, stops and replaces them, and watches. One thread calls. */
final class SoakSession implements SoakPatience, AutoCloseable {
    private static final long TICK_MS = 2;
    private static final long WORKED_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long AFTER_SIGNAL_MS = 1_000;

    private final SoakPlan plan;
    private final SoakProgress progress;
    private final SoakDirectory directory;
    private final SoakSignal signal = new SoakSignal();
    private final List<SoakGroup> groups = new ArrayList<>();
    private final List<SoakSlot> slots = new ArrayList<>();
    private final long startNs = System.nanoTime();
    private final SoakEvents events = new SoakEvents(startNs);
    private final List<String> found = new ArrayList<>(); // faults
    private long started; // processes
    private boolean keeps; // by run: what is in shared memory is to be looked at
    private volatile boolean interrupted; // by interrupt

    SoakSession(SoakPlan plan, SoakProgress progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        this.directory = SoakDirectory.create();
        for (SoakKind kind : plan.kinds()) {
            String fault = SoakChild.fault(plan.made(kind));
            SoakGroup group = new SoakGroup(kind, directory.create(kind.id()), fault);
            groups.add(group);
            slots.addAll(group.slots());
        }
    }

    /** Ends it soon; any thread may call. */
    void interrupt() {
        interrupted = true;
    }

    /** Runs it to its end, or to the first fault. */
    SoakResults run() throws IOException, InterruptedException {
        SoakResults.End end = SoakResults.End.TIME_IS_OVER;
        List<String> report = List.of();
        try {
            for (SoakSlot slot : slots) {
                start(slot);
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
        for (long ms = 0; ms < AFTER_SIGNAL_MS && !interrupted; ms++) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return interrupted;
    }

    private void disturb() throws IOException, InterruptedException {
        SoakDecisions decisions = new SoakDecisions(plan.seed(), slots.size(), plan.killEveryMs());
        long endNs = startNs + (long) (plan.seconds() * 1e9);
        SoakDecision next = decisions.next();
        long dueNs = System.nanoTime() + next.gapNs();
        while (System.nanoTime() < endNs) {
            if (System.nanoTime() >= dueNs && isReady(next)) {
                carryOut(next);
                next = decisions.next();
                dueNs = System.nanoTime() + next.gapNs();
            }
            tick();
        }
    }

    private boolean isReady(SoakDecision decision) {
        SoakSlot victim = slots.get(decision.victim());
        if (!victim.isThere()) {
            return true;
        }
        if (victim.kind() == SoakKind.FANIN && victim.number() < victim.kind().producers()) {
            // Lanes have no names: two dead producers could be succeeded crosswise.
            return group(victim).slots().stream()
                    .filter(slot -> slot.number() < slot.kind().producers())
                    .allMatch(slot -> (slot == victim && decision.early()) || hasWorked(slot));
        }
        return decision.early() || hasWorked(victim);
    }

    private static boolean hasWorked(SoakSlot slot) {
        return slot.readyNs() != 0 && System.nanoTime() - slot.readyNs() > WORKED_NS;
    }

    private SoakGroup group(SoakSlot slot) {
        return groups.stream().filter(group -> group.kind() == slot.kind()).findAny().orElseThrow();
    }

    private void carryOut(SoakDecision decision) throws IOException, InterruptedException {
        SoakSlot victim = slots.get(decision.victim());
        SoakGroup group = group(victim);
        if (!victim.isThere()) {
            return; // of a kind whose fault has been found
        }
        if (decision.isKill()) {
            String how =
                    victim.isStopped() ? ", stopped," : victim.readyNs() == 0 ? ", early," : "";
            events.add("kill  " + victim.name() + ", process " + victim.pid() + how);
            group.countKill();
            group.kill(victim, this);
            start(victim);
            group.countRestart();
        } else if (!victim.isStopped()) {
            events.add(
                    String.format(
                            Locale.ROOT,
                            "stop  %s, process %d, for %.0f ms",
                            victim.name(),
                            victim.pid(),
                            decision.stopNs() / 1e6));
            victim.stop(signal, System.nanoTime() + decision.stopNs());
            group.countStop();
        }
    }

    private void start(SoakSlot slot) throws IOException {
        slot.start(SoakDecisions.childSeed(plan.seed(), started++));
        events.add("start " + slot.name() + ", process " + slot.pid());
    }

    private void tick() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(TICK_MS);
        if (interrupted) {
            throw new Interrupted();
        }
        long nowNs = System.nanoTime();
        for (SoakGroup group : groups) {
            for (SoakSlot slot : group.slots()) {
                if (slot.resume(signal, nowNs)) {
                    events.add("go on " + slot.name() + ", process " + slot.pid());
                }
            }
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
        if (!keeps) {
            directory.remove();
        }
    }

    /** Somebody wants it to end now. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
