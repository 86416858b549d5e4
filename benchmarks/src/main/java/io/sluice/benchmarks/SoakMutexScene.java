package io.sluice.benchmarks;

import io.sluice.futex.Acquisition;
import io.sluice.futex.RobustMutex;
import io.sluice.shm.Monitor;
import io.sluice.shm.Named;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/** A robust mutex, or a monitor, and the record that it guards. */
final class SoakMutexScene implements SoakScene {
    private static final long LONG_WAIT_S = 30;

    private final SoakKind kind;
    private final Named<?> named;
    private final RobustMutex mutex;
    private final SoakRecord record;
    private long deaths; // by afterDeath

    SoakMutexScene(SoakKind kind, Path directory, SoakNotes notes) {
        this.kind = kind;
        this.record = new SoakRecord(notes.buffer(), SoakNotes.GUARDED);
        if (kind == SoakKind.MUTEX) {
            Named<RobustMutex> own = SoakLocks.mutex(directory, record::repair);
            named = own;
            mutex = own.get();
        } else {
            Named<Monitor> own = SoakLocks.monitor(directory, record::repair);
            named = own;
            mutex = own.get().mutex();
        }
    }

    @Override
    public void afterDeath(int slot, IntPredicate others, SoakPatience patience) {
        deaths++;
        long told = record.told(); // RACE: fewer than there are by now
        if (told > deaths) {
            throw new SoakFault(
                    "the "
                            + kind.id()
                            + " told of "
                            + told
                            + " deaths of holders; "
                            + deaths
                            + " processes were killed");
        }
    }

    @Override
    public void end(SoakPatience patience) throws IOException {
        Acquisition acquisition;
        try {
            acquisition = mutex.acquire(LONG_WAIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        switch (acquisition) {
            case ACQUIRED -> record.requireWhole();
            case OWNER_DIED -> {
                record.repair();
                record.requireWhole();
                mutex.makeConsistent();
            }
            default ->
                    throw new SoakFault(
                            "all processes are dead, and locking the "
                                    + kind.id()
                                    + " came to "
                                    + acquisition);
        }
        mutex.unlock();
    }

    @Override
    public String holders() {
        return "holder " + named.holder() + ", " + named;
    }

    @Override
    public void close() {
        named.close();
    }
}
