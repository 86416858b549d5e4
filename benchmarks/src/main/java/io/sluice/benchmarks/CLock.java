package io.sluice.benchmarks;

import java.util.EnumSet;
import java.util.Set;

/** The rivals in C: {@code locks.c} knows them by their ids. */
enum CLock implements LockType {
    PTHREAD("c-pthread", LockKind.MUTEX, "pthread_mutex_t, process-shared; sleeps"),
    PTHREAD_ADAPTIVE(
            "c-pthread-adaptive",
            LockKind.MUTEX,
            "pthread_mutex_t, adaptive, process-shared; spins, then sleeps"),
    FUTEX("c-futex", LockKind.MUTEX, "the floor: three states in a futex, 40 spins, then sleeps"),
    PTHREAD_ROBUST(
            "c-pthread-robust", LockKind.ROBUST, "pthread_mutex_t, robust, process-shared; sleeps"),
    PTHREAD_PI(
            "c-pthread-pi",
            LockKind.PI,
            "pthread_mutex_t, priority inheriting and robust, process-shared; sleeps"),
    WRITE("c-write", LockKind.WRITE, "pthread_rwlock_wrlock, process-shared; sleeps"),
    READ("c-read", LockKind.READ, "pthread_rwlock_rdlock, process-shared; sleeps"),
    TTAS(
            "c-ttas",
            LockKind.SPIN,
            "test and test-and-set; spins, and after 200 looks yields at each"),
    SEM("c-sem", LockKind.SEMAPHORE, "sem_t of one permit, process-shared; sleeps"),
    TWO_SEMS("c-two-sems", LockKind.SEMAPHORE, "a sem_t for each direction; sleeps"),
    COND("c-cond", LockKind.CONDITION, "pthread_cond_t and pthread_mutex_t; sleeps");

    private final String id;
    private final LockKind kind;
    private final String description;

    CLock(String id, LockKind kind, String description) {
        this.id = id;
        this.kind = kind;
        this.description = "C: " + description;
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
        return Runner.C;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Set<LockMode> modes() {
        if (kind == LockKind.READ) {
            return EnumSet.of(LockMode.UNCONTENDED);
        }
        return this == TWO_SEMS || this == COND
                ? EnumSet.of(LockMode.HANDOFF_2_CPUS, LockMode.HANDOFF_1_CPU)
                : EnumSet.of(LockMode.UNCONTENDED, LockMode.CONTENDED_2, LockMode.CONTENDED_4);
    }
}
