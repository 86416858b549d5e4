package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntPredicate;

/** A ring between its processes. */
final class SoakRingScene implements SoakScene {
    private final SoakKind kind;
    private final SoakNotes notes;
    private final SoakRing ring;
    private final SoakLives lives;

    SoakRingScene(SoakKind kind, Path directory, SoakNotes notes) {
        this.kind = kind;
        this.notes = notes;
        this.ring = SoakRing.in(directory, kind);
        this.lives = new SoakLives(notes);
    }

    @Override
    public void afterDeath(int slot, IntPredicate others, SoakPatience patience) {
        // its successor says, by what it finds
    }

    @Override
    public void end(SoakPatience patience) throws IOException {
        for (int consumer = kind.producers(); consumer < kind.slots(); consumer++) {
            for (int producer = 0; producer < kind.producers(); producer++) {
                awaitLast(consumer, producer, patience);
            }
        }
    }

    private void awaitLast(int consumer, int producer, SoakPatience patience) throws IOException {
        String what =
                "lost: all producers have ended, and not all that producer %d wrote, %d messages, came to %s"
                        .formatted(producer, notes.written(producer), kind.role(consumer));
        patience.await(() -> hasAll(consumer, producer), what);
    }

    private boolean hasAll(int consumer, int producer) {
        SoakMessage seen = notes.seen(consumer, producer);
        if (seen.life() == 0 && !kind.isResumed()) {
            return true; // it has joined and come to nothing
        }
        return lives.mayEndAt(new SoakMessage(producer, seen.life(), seen.sequence()));
    }

    @Override
    public String holders() {
        StringBuilder text = new StringBuilder(ring.holders().get());
        for (int producer = 0; producer < kind.producers(); producer++) {
            text.append(
                    "; producer %d has begun %d and written %d"
                            .formatted(producer, notes.begun(producer), notes.written(producer)));
            for (int consumer = kind.producers(); consumer < kind.slots(); consumer++) {
                text.append(
                        ", %s is at %d"
                                .formatted(
                                        kind.role(consumer),
                                        notes.seen(consumer, producer).sequence()));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        ring.close();
    }
}
