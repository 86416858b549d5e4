package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A kind in a soak: its processes, what they share, and how they get on. */
final class SoakGroup implements AutoCloseable {
    private static final long STALL_S = 15;
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(STALL_S);
    private static final long MOST_BETWEEN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SoakKind kind;
    private final SoakNotes notes;
    private final SoakScene scene;
    private final List<SoakSlot> slots = new ArrayList<>();
    private final long[] counts; // by watch, of each slot
    private final long[] stalledNs; // by watch, how long each has not counted
    private long allStalledNs; // by watch: how long nothing was checked
    private long watchedNs; // by watch: when that was
    private long checked; // by watch
    private long checkedNs; // by watch: when that last was more, or 0
    private long longestPauseNs; // by watch
    private long kills; // by countKill
    private long stops; // by countStop
    private long restarts; // by countRestart
    private long faults; // by counted

    /**
     * One whose processes have not started.
     *
     * @param directory of this kind alone
     * @param natives where processes put native code
     * @param fault what {@link SoakChild#fault} says
     */
    SoakGroup(SoakKind kind, Path directory, Path natives, String fault) throws IOException {
        this.kind = kind;
        this.notes = SoakNotes.map(Side.FIRST, directory);
        this.scene = scene(directory);
        this.counts = new long[kind.slots()];
        this.stalledNs = new long[kind.slots()];
        for (int slot = 0; slot < kind.slots(); slot++) {
            slots.add(new SoakSlot(kind, slot, directory, natives, fault));
        }
    }

    private SoakScene scene(Path directory) {
        return switch (kind) {
            case MUTEX, MONITOR -> new SoakMutexScene(kind, directory, notes);
            case SEMAPHORE -> new SoakSemaphoreScene(directory, notes);
            default -> new SoakRingScene(kind, directory, notes);
        };
    }

    SoakKind kind() {
        return kind;
    }

    List<SoakSlot> slots() {
        return slots;
    }

    /** As {@link SoakScene#end}. */
    void end(SoakPatience patience) throws IOException {
        try {
            scene.end(patience);
        } catch (SoakFault e) {
            throw counted(e);
        }
    }

    /** As {@link SoakScene#holders}. */
    String holders() {
        return scene.holders();
    }

    private SoakFault counted(SoakFault fault) {
        if (fault.count()) {
            faults++;
        }
        return fault;
    }

    /** Kills a process, and accounts for it. */
    void kill(SoakSlot slot, SoakPatience patience) throws IOException, InterruptedException {
        slot.kill();
        try {
            scene.afterDeath(slot.number(), other -> slots.get(other).isThere(), patience);
        } catch (SoakFault e) {
            throw counted(e);
        }
    }

    void countKill() {
        kills++;
    }

    void countStop() {
        stops++;
    }

    void countRestart() {
        restarts++;
    }

    /**
     * Looks whether everybody lives and gets on, in the time in which all are at work.
     *
     * @throws SoakFault if not
     */
    void watch(long nowNs) throws InterruptedException {
        watchAll(nowNs);
        // If this process did not run, the others may not have either.
        long sinceNs = Math.min(nowNs - watchedNs, MOST_BETWEEN_NS);
        watchedNs = nowNs;
        boolean all = slots.stream().allMatch(slot -> slot.readyNs() != 0 && !slot.isStopped());
        allStalledNs += all ? sinceNs : 0;
        try {
            for (SoakSlot slot : slots) {
                slot.check();
                requireMoved(slot, all ? sinceNs : 0);
            }
            if (allStalledNs > STALL_NS) {
                throw new SoakFault(
                        kind.id()
                                + ": all live, and nothing has come through for "
                                + STALL_S
                                + " s");
            }
        } catch (SoakFault e) {
            throw counted(e);
        }
    }

    private void requireMoved(SoakSlot slot, long sinceNs) {
        int number = slot.number();
        long count = notes.count(number);
        boolean moved = count != counts[number] || slot.readyNs() == 0;
        counts[number] = count;
        stalledNs[number] = moved ? 0 : stalledNs[number] + sinceNs;
        if (stalledNs[number] > STALL_NS) {
            throw new SoakFault(
                    "%s, process %d, lives and has not got on for %d s in which all others lived"
                            .formatted(slot.name(), slot.pid(), STALL_S));
        }
    }

    private void watchAll(long nowNs) {
        long found = 0;
        for (int slot = kind.producers(); slot < kind.slots(); slot++) {
            found += notes.count(slot);
        }
        if (found != checked || checkedNs == 0) {
            if (checked != 0) {
                longestPauseNs = Math.max(longestPauseNs, nowNs - checkedNs);
            }
            checked = found;
            checkedNs = nowNs;
            allStalledNs = 0;
        }
    }

    /** How it got on so far. */
    SoakRow row() {
        int[] all = new int[kind.slots()];
        Arrays.setAll(all, slot -> slot);
        return new SoakRow(
                kind.id(),
                checked,
                Arrays.stream(all).mapToLong(notes::repeated).sum(),
                Arrays.stream(all).mapToLong(notes::lost).sum(),
                kills,
                stops,
                restarts,
                longestPauseNs,
                faults);
    }

    @Override
    public void close() {
        scene.close();
    }
}
