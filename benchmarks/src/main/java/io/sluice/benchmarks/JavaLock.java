package io.sluice.benchmarks;

import io.sluice.core.SpinLock;
import io.sluice.core.TicketLock;
import io.sluice.futex.Mutex;
import io.sluice.futex.PiMutex;
import io.sluice.futex.ReadWriteMutex;
import io.sluice.futex.RobustMutex;
import io.sluice.futex.Semaphore;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.AtomicBuffer;

/** The locks that Java code takes: ours, the JDK's, and C's through a native call. */
enum JavaLock implements LockType {
    MUTEX("sluice-mutex", LockKind.MUTEX, "Mutex; spins, then sleeps", word(Mutex::new)),
    ROBUST_MUTEX(
            "sluice-robust",
            LockKind.ROBUST,
            "RobustMutex; spins, then sleeps",
            made(RobustMutex::initialize, RobustMutex::new)),
    PI_MUTEX(
            "sluice-pi",
            LockKind.PI,
            "PiMutex, priority inheriting and robust; sleeps",
            made(PiMutex::initialize, PiMutex::new)),
    WRITE_LOCK(
            "sluice-write",
            LockKind.WRITE,
            "ReadWriteMutex's write lock; sleeps",
            word((buffer, offset) -> new ReadWriteMutex(buffer, offset).writeLock())),
    READ_LOCK(
            "sluice-read",
            LockKind.READ,
            "ReadWriteMutex's read lock; sleeps",
            word((buffer, offset) -> new ReadWriteMutex(buffer, offset).readLock())),
    SEMAPHORE(
            "sluice-semaphore",
            LockKind.SEMAPHORE,
            "Semaphore of one permit; spins, then sleeps",
            JavaLock::semaphore),
    SPIN_LOCK(
            "sluice-spin",
            LockKind.SPIN,
            "SpinLock; spins, and after 200 looks yields at each",
            word(SpinLock::new)),
    TICKET_LOCK(
            "sluice-ticket",
            LockKind.SPIN,
            "TicketLock, first come first served; spins and yields as SpinLock",
            word(TicketLock::new)),
    TWO_SEMAPHORES(
            "sluice-two-sems",
            LockKind.SEMAPHORE,
            "a Semaphore for each direction; spins, then sleeps",
            handoff(TwoSemaphores::new)),
    CONDITION(
            "sluice-condvar",
            LockKind.CONDITION,
            "CondVar and Mutex; sleeps",
            handoff(ConditionTurn::new)),
    PTHREAD(
            "java-pthread",
            LockKind.MUTEX,
            "c-pthread's, by native calls from Java (foreign from JDK 22, else JNA); sleeps",
            (area, first) -> locks(area, PthreadMutex.open(area, first))),
    FILE(
            "file-lock",
            LockKind.FILE,
            "FileChannel.lock; sleeps",
            (area, first) -> locks(area, FileChannelLock.open(area))),
    REENTRANT_LOCK(
            "juc-reentrant",
            LockKind.MUTEX,
            "ReentrantLock between threads of one JVM; parks",
            (area, first) -> locks(area, Exclusion.of(new ReentrantLock()))),
    JUC_SEMAPHORE(
            "juc-semaphore",
            LockKind.SEMAPHORE,
            "java.util.concurrent.Semaphore between threads of one JVM; parks",
            (area, first) -> locks(area, Exclusion.of(new java.util.concurrent.Semaphore(1))));

    private final String id;
    private final LockKind kind;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda of constants
    private final Opener opener;

    /** Makes a process's end; the first process's before the others'. */
    interface Opener {
        LockBody open(LockArea area, boolean first) throws IOException;
    }

    private interface InBuffer<T> {
        T at(AtomicBuffer buffer, int offset);
    }

    private interface Repaired {
        Lock at(AtomicBuffer buffer, int offset, Runnable repair);
    }

    private interface Initializer {
        void initialize(AtomicBuffer buffer, int offset);
    }

    private interface InArea<T> {
        T in(LockArea area);
    }

    JavaLock(String id, LockKind kind, String description, Opener opener) {
        this.id = id;
        this.kind = kind;
        this.description = description;
        this.opener = opener;
    }

    private static Opener word(InBuffer<Lock> lock) {
        return (area, first) -> locks(area, Exclusion.of(lock.at(area.buffer(), LockArea.LOCK)));
    }

    /** What is not valid as zeros. There is nothing to repair, since nobody dies. */
    private static Opener made(Initializer initializer, Repaired lock) {
        return (area, first) -> {
            if (first) {
                initializer.initialize(area.buffer(), LockArea.LOCK);
            }
            return locks(area, Exclusion.of(lock.at(area.buffer(), LockArea.LOCK, () -> {})));
        };
    }

    private static Opener handoff(InArea<Handoff> handoff) {
        return (area, first) -> new HandoffLoops(area, handoff.in(area));
    }

    private static LockBody locks(LockArea area, Exclusion exclusion) {
        return new ExclusionLoops(area, exclusion);
    }

    private static LockBody semaphore(LockArea area, boolean first) {
        Semaphore semaphore = new Semaphore(area.buffer(), LockArea.LOCK);
        if (first) {
            semaphore.release();
        }
        return locks(area, Exclusion.of(semaphore));
    }

    static JavaLock byId(String id) {
        for (JavaLock lock : values()) {
            if (lock.id.equals(id)) {
                return lock;
            }
        }
        throw new IllegalArgumentException("no lock \"" + id + "\"");
    }

    LockBody open(LockArea area, boolean first) throws IOException {
        return opener.open(area, first);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public LockKind kind() {
        return kind;
    }

    @Override
    public Runner runner() {
        return this == REENTRANT_LOCK || this == JUC_SEMAPHORE ? Runner.THREADS : Runner.JVMS;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Set<LockMode> modes() {
        if (this == TWO_SEMAPHORES || this == CONDITION) {
            return EnumSet.of(LockMode.HANDOFF_2_CPUS, LockMode.HANDOFF_1_CPU);
        }
        if (kind == LockKind.READ) {
            return EnumSet.of(LockMode.UNCONTENDED);
        }
        return runner() == Runner.THREADS
                ? EnumSet.of(LockMode.UNCONTENDED, LockMode.CONTENDED_2)
                : EnumSet.of(LockMode.UNCONTENDED, LockMode.CONTENDED_2, LockMode.CONTENDED_4);
    }
}
