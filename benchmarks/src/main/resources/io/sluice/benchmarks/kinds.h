/*
 * The locks and hand-offs that can be opened, each with its loops.
 *
 * Source: pthread_mutex_init(3p), pthread_mutexattr_setrobust(3), pthread_rwlock_init(3p),
 * sem_init(3).
 */
#ifndef SLUICE_KINDS_H
#define SLUICE_KINDS_H

#include "exclusions.h"

#define BATCH 16
#define PAUSE_STEPS 30

static volatile uint64_t sink; /* so that the pauses are not dropped */

/* Between two locks: steps that need each other's results, the same as in ExclusionLoops.java. */
static inline uint64_t pause_a_little(uint64_t x) {
    for (int i = 0; i < PAUSE_STEPS; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    return x;
}

/* The loops, once for each lock, so that no call through a pointer is measured. */
#define ALONE(NAME) \
    static uint64_t NAME##_alone(struct area *area) { \
        uint64_t count = 0; \
        while (is_going(area)) { \
            for (int i = 0; i < BATCH; i++) { \
                NAME##_lock(area); \
                NAME##_unlock(area); \
            } \
            count += BATCH; \
        } \
        return count; \
    }

#define LOOPS(NAME) \
    ALONE(NAME) \
    static uint64_t NAME##_among_others(struct area *area) { \
        uint64_t count = 0; \
        uint64_t x = 1; \
        while (is_going(area)) { \
            NAME##_lock(area); \
            area->counter++; \
            NAME##_unlock(area); \
            count++; \
            x = pause_a_little(x); \
        } \
        sink = x; \
        return count; \
    }

ALONE(read)
LOOPS(mutex)
LOOPS(write)
LOOPS(sem)
LOOPS(futex)
LOOPS(ttas)

/* The hand-offs: side 0 has the turn first. */

static void sem_give(struct area *area, int side) {
    give((sem_t *)(side == 0 ? area->second : area->lock));
}

static void sem_take(struct area *area, int side) {
    take((sem_t *)(side == 0 ? area->lock : area->second));
}

static void cond_give(struct area *area, int side) {
    mutex_lock(area);
    area->turn = side == 0 ? 1 : 0;
    check("pthread_cond_signal", pthread_cond_signal((pthread_cond_t *)area->second));
    mutex_unlock(area);
}

static void cond_take(struct area *area, int side) {
    mutex_lock(area);
    while (area->turn != (uint32_t)side) {
        check("pthread_cond_wait",
              pthread_cond_wait(
                      (pthread_cond_t *)area->second, (pthread_mutex_t *)area->lock));
    }
    mutex_unlock(area);
}

/* What can be opened. */

static int init_mutex(struct area *area, int type, int robust, int protocol) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    int error = pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (error == 0) {
        error = pthread_mutexattr_settype(&attributes, type);
    }
    if (error == 0) {
        error = pthread_mutexattr_setrobust(&attributes, robust);
    }
    if (error == 0) {
        error = pthread_mutexattr_setprotocol(&attributes, protocol);
    }
    if (error == 0) {
        error = pthread_mutex_init((pthread_mutex_t *)area->lock, &attributes);
    }
    return error;
}

static int init_plain(struct area *area) {
    return init_mutex(area, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_NONE);
}

static int init_adaptive(struct area *area) {
#ifdef __GLIBC__
    return init_mutex(
            area, PTHREAD_MUTEX_ADAPTIVE_NP, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_NONE);
#else
    (void)area;
    return ENOTSUP;
#endif
}

static int init_robust(struct area *area) {
    return init_mutex(area, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST, PTHREAD_PRIO_NONE);
}

static int init_pi(struct area *area) {
    return init_mutex(area, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST, PTHREAD_PRIO_INHERIT);
}

static int init_rwlock(struct area *area) {
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    int error = pthread_rwlockattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    return error == 0
            ? pthread_rwlock_init((pthread_rwlock_t *)area->lock, &attributes)
            : error;
}

static int init_sem(struct area *area) {
    return sem_init((sem_t *)area->lock, 1, 1) == 0 ? 0 : errno;
}

static int init_sems(struct area *area) {
    if (sem_init((sem_t *)area->lock, 1, 0) != 0 || sem_init((sem_t *)area->second, 1, 0) != 0) {
        return errno;
    }
    return 0;
}

static int init_cond(struct area *area) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    int error = pthread_condattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (error == 0) {
        error = pthread_cond_init((pthread_cond_t *)area->second, &attributes);
    }
    return error == 0 ? init_plain(area) : error;
}

static int init_word(struct area *area) {
    memset(area->lock, 0, sizeof(unsigned));
    return 0;
}

struct kind {
    const char *id;
    int (*init)(struct area *);
    uint64_t (*alone)(struct area *);
    uint64_t (*among_others)(struct area *);
    void (*give)(struct area *, int side);
    void (*take)(struct area *, int side);
};

static const struct kind KINDS[] = {
    {"c-pthread", init_plain, mutex_alone, mutex_among_others, NULL, NULL},
    {"c-pthread-adaptive", init_adaptive, mutex_alone, mutex_among_others, NULL, NULL},
    {"c-pthread-robust", init_robust, mutex_alone, mutex_among_others, NULL, NULL},
    {"c-pthread-pi", init_pi, mutex_alone, mutex_among_others, NULL, NULL},
    {"c-write", init_rwlock, write_alone, write_among_others, NULL, NULL},
    {"c-read", init_rwlock, read_alone, NULL, NULL, NULL},
    {"c-futex", init_word, futex_alone, futex_among_others, NULL, NULL},
    {"c-ttas", init_word, ttas_alone, ttas_among_others, NULL, NULL},
    {"c-sem", init_sem, sem_alone, sem_among_others, NULL, NULL},
    {"c-two-sems", init_sems, NULL, NULL, sem_give, sem_take},
    {"c-cond", init_cond, NULL, NULL, cond_give, cond_take},
};

#endif
