package io.sluice.benchmarks;

import io.sluice.shm.Join;
import io.sluice.shm.RingConsumer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;

/** Reads and checks for ever, in every way there is, sleeping when there is nothing. */
final class SoakConsumer implements SoakActor, ControlledMessageHandler {
    private static final long LONG_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int MOST_SPIN_NS = 50_000;
    private static final int MOST_READ = 20;
    private static final int SLOW_NS = 5_000;
    private static final int LEAST_RIGHT = 100; // before a message is made wrong
    private static final int MOST_RIGHT = 2_000;

    private final SoakKind kind;
    private final SoakRing ring;
    private final SoakNotes notes;
    private final int slot;
    private final SplittableRandom random;
    private SoakBreak.Fault fault; // by breakWith, or null
    private SoakOrder order; // by begin
    private RingConsumer consumer; // by begin
    private MessageHandler handler; // by begin
    private boolean slow; // by begin: leaves the ring full
    private boolean committed; // by onMessage: the ring releases what was read

    SoakConsumer(SoakKind kind, SoakRing ring, SoakNotes notes, int slot, SplittableRandom random) {
        this.kind = kind;
        this.ring = ring;
        this.notes = notes;
        this.slot = slot;
        this.random = random;
    }

    /** Makes one message wrong, some time after the beginning; none if that is null. */
    SoakConsumer breakWith(SoakBreak.Fault broken) {
        fault = broken;
        return this;
    }

    @Override
    public void begin() {
        Join join = random.nextBoolean() ? Join.NEWEST : Join.OLDEST;
        long written = notes.written(0);
        consumer = ring.consumers().apply(join);
        order = new SoakOrder(kind, notes, slot);
        if (!kind.isResumed()) {
            order.joinedBetween(join == Join.NEWEST ? written : 0, notes.begun(0));
        }
        handler = new SoakChecker(order, notes, slot, consumer);
        if (fault != null) {
            int after = random.nextInt(LEAST_RIGHT, MOST_RIGHT);
            handler = new SoakBrokenHandler(handler, fault, after);
        }
        slow = random.nextBoolean();
        notes.life(slot, notes.life(slot) + 1);
    }

    @Override
    public void step() throws InterruptedException {
        if (consumer.await(random.nextInt(MOST_SPIN_NS), LONG_WAIT_NS)) {
            int limit = random.nextInt(1, MOST_READ);
            boolean controlled = random.nextInt(4) == 0;
            int read =
                    controlled
                            ? consumer.controlledRead(this, limit)
                            : consumer.read(this::check, limit);
            noteCommitted();
            if (read == 0 && !controlled) {
                order.endOfMessages();
            }
        } else {
            order.endOfMessages();
        }
    }

    @Override
    public Action onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        noteCommitted();
        int choice = random.nextInt(100);
        if (choice < 5) {
            return Action.ABORT; // it comes again
        }
        check(type, buffer, index, length);
        if (choice < 15) {
            return Action.BREAK;
        }
        committed = choice < 35;
        return committed ? Action.COMMIT : Action.CONTINUE;
    }

    private void check(int type, MutableDirectBuffer buffer, int index, int length) {
        handler.onMessage(type, buffer, index, length);
        if (slow) {
            SoakLocker.spin(random.nextInt(SLOW_NS));
        }
    }

    private void noteCommitted() {
        if (committed) {
            committed = false;
            order.released();
        }
    }
}
