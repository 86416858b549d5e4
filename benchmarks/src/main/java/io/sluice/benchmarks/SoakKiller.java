package io.sluice.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Kills, stops and replaces the processes of a kind, as its decisions say. */
final class SoakKiller {
    private static final long WORKED_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MOST_BEHIND_NS = TimeUnit.SECONDS.toNanos(1);

    private final SoakGroup group;
    private final SoakDecisions decisions;
    private final SoakEvents events;
    private final SoakSignal signal = new SoakSignal();
    private final long seed;
    private long started; // processes
    private SoakDecision next; // by act
    private long dueNs; // by act: of next

    /**
     * Of a kind none of whose processes has started.
     *
     * @param killEveryMs mean time between two kills
     */
    SoakKiller(SoakGroup group, long seed, double killEveryMs, SoakEvents events) {
        this.group = group;
        this.decisions = new SoakDecisions(seed, group.kind(), killEveryMs);
        this.events = events;
        this.seed = SoakDecisions.childSeed(seed, group.kind().id().hashCode());
    }

    /** Starts all. */
    void startAll() throws IOException {
        for (SoakSlot slot : group.slots()) {
            start(slot);
        }
    }

    private void start(SoakSlot slot) throws IOException {
        slot.start(SoakDecisions.childSeed(seed, started++));
        events.add("start " + slot.name() + ", process " + slot.pid());
    }

    /** Carries out the next decision, if it is time and its victim is at work. */
    void act(long nowNs, SoakPatience patience) throws IOException, InterruptedException {
        if (next == null) {
            next = decisions.next();
            dueNs = nowNs + next.gapNs();
        }
        SoakSlot victim = group.slots().get(next.victim());
        if (nowNs - dueNs >= 0 && victim.isThere() && isReady(victim, nowNs)) {
            carryOut(victim, patience);
            next = decisions.next();
            dueNs = Math.max(dueNs, nowNs - MOST_BEHIND_NS) + next.gapNs();
        }
    }

    private boolean isReady(SoakSlot victim, long nowNs) {
        if (group.kind() == SoakKind.FANIN && victim.number() < group.kind().producers()) {
            // Lanes have no names: two dead producers could be succeeded crosswise.
            List<SoakSlot> producers = group.slots().subList(0, group.kind().producers());
            return producers.stream()
                    .allMatch(slot -> (slot == victim && next.early()) || hasWorked(slot, nowNs));
        }
        return next.early() || hasWorked(victim, nowNs);
    }

    private static boolean hasWorked(SoakSlot slot, long nowNs) {
        return slot.readyNs() != 0 && nowNs - slot.readyNs() > WORKED_NS;
    }

    private void carryOut(SoakSlot victim, SoakPatience patience)
            throws IOException, InterruptedException {
        if (next.isKill()) {
            String how =
                    victim.isStopped() ? ", stopped" : victim.readyNs() == 0 ? ", starting" : "";
            events.add("kill  " + victim.name() + ", process " + victim.pid() + how);
            group.countKill();
            group.kill(victim, patience);
            start(victim);
            group.countRestart();
        } else if (!victim.isStopped()) {
            double ms = next.stopNs() / 1e6;
            events.add(
                    String.format(
                            Locale.ROOT,
                            "stop  %s, process %d, for %.0f ms",
                            victim.name(),
                            victim.pid(),
                            ms));
            victim.stop(signal, System.nanoTime() + next.stopNs());
            group.countStop();
        }
    }

    /** Lets those go on whose time it is. */
    void resume(long nowNs) {
        for (SoakSlot slot : group.slots()) {
            if (slot.resume(signal, nowNs)) {
                events.add("go on " + slot.name() + ", process " + slot.pid());
            }
        }
    }
}
