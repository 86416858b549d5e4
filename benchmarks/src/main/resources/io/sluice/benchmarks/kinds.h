/*
 * The locks and hand-offs that can be opened, each with its loops.
 *
 * Source: pthread_mutex_init(3p), pthread_mutexattr_setrobust(3), sem_init(3), futex(2);
 * U. Drepper, "Futexes Are Tricky", mutex 3.
 */
#ifndef SLUICE_KINDS_H
#define SLUICE_KINDS_H

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "area.h"

#define BATCH 16
#define PAUSE_STEPS 30
#define SPINS 40
#define LOOKS_BEFORE_YIELD 200

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

static inline void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("isb");
#endif
}

/* The locks: lock and unlock of each. */

static inline void mutex_lock(struct area *area) {
    check("pthread_mutex_lock", pthread_mutex_lock((pthread_mutex_t *)area->lock));
}

static inline void mutex_unlock(struct area *area) {
    check("pthread_mutex_unlock", pthread_mutex_unlock((pthread_mutex_t *)area->lock));
}

static void take(sem_t *semaphore) {
    while (sem_wait(semaphore) != 0) {
        if (errno != EINTR) {
            die("sem_wait", errno);
        }
    }
}

static void give(sem_t *semaphore) {
    if (sem_post(semaphore) != 0) {
        die("sem_post", errno);
    }
}

static inline void sem_lock(struct area *area) {
    take((sem_t *)area->lock);
}

static inline void sem_unlock(struct area *area) {
    give((sem_t *)area->lock);
}

/* 0 free, 1 locked, 2 locked and somebody may sleep. */
static void futex_lock_contended(atomic_uint *word) {
    unsigned found = atomic_load_explicit(word, memory_order_relaxed);
    for (int spins = SPINS; spins > 0 && found == 1; spins--) {
        relax();
        found = atomic_load_explicit(word, memory_order_relaxed);
    }
    if (found == 0
            && atomic_compare_exchange_strong_explicit(
                    word, &found, 1, memory_order_acquire, memory_order_relaxed)) {
        return;
    }
    while (atomic_exchange_explicit(word, 2, memory_order_acquire) != 0) {
        syscall(SYS_futex, word, FUTEX_WAIT, 2, NULL, NULL, 0);
    }
}

static inline void futex_lock(struct area *area) {
    atomic_uint *word = (atomic_uint *)area->lock;
    unsigned expected = 0;
    if (!atomic_compare_exchange_strong_explicit(
                word, &expected, 1, memory_order_acquire, memory_order_relaxed)) {
        futex_lock_contended(word);
    }
}

static inline void futex_unlock(struct area *area) {
    atomic_uint *word = (atomic_uint *)area->lock;
    if (atomic_exchange_explicit(word, 0, memory_order_release) == 2) {
        syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
    }
}

static void ttas_lock_contended(atomic_uint *word) {
    for (unsigned looks = 0;; looks++) {
        unsigned expected = 0;
        if (atomic_load_explicit(word, memory_order_relaxed) == 0
                && atomic_compare_exchange_strong_explicit(
                        word, &expected, 1, memory_order_acquire, memory_order_relaxed)) {
            return;
        }
        if (looks < LOOKS_BEFORE_YIELD) {
            relax();
        } else {
            sched_yield();
        }
    }
}

static inline void ttas_lock(struct area *area) {
    atomic_uint *word = (atomic_uint *)area->lock;
    unsigned expected = 0;
    if (!atomic_compare_exchange_strong_explicit(
                word, &expected, 1, memory_order_acquire, memory_order_relaxed)) {
        ttas_lock_contended(word);
    }
}

static inline void ttas_unlock(struct area *area) {
    atomic_store_explicit((atomic_uint *)area->lock, 0, memory_order_release);
}

/* The loops, once for each lock, so that no call through a pointer is measured. */
#define LOOPS(NAME)                                  \
    static uint64_t NAME##_alone(struct area *area) {     \
        uint64_t count = 0;                          \
        while (is_going(area)) {                     \
            for (int i = 0; i < BATCH; i++) {        \
                NAME##_lock(area);                   \
                NAME##_unlock(area);                 \
            }                                        \
            count += BATCH;                          \
        }                                            \
        return count;                                \
    }                                                \
    static uint64_t NAME##_among_others(struct area *area) { \
        uint64_t count = 0;                          \
        uint64_t x = 1;                              \
        while (is_going(area)) {                     \
            NAME##_lock(area);                       \
            area->counter++;                         \
            NAME##_unlock(area);                     \
            count++;                                 \
            x = pause_a_little(x);                   \
        }                                            \
        sink = x;                                    \
        return count;                                \
    }

LOOPS(mutex)
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
    return init_mutex(area, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_INHERIT);
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
    {"c-futex", init_word, futex_alone, futex_among_others, NULL, NULL},
    {"c-ttas", init_word, ttas_alone, ttas_among_others, NULL, NULL},
    {"c-sem", init_sem, sem_alone, sem_among_others, NULL, NULL},
    {"c-two-sems", init_sems, NULL, NULL, sem_give, sem_take},
    {"c-cond", init_cond, NULL, NULL, cond_give, cond_take},
};

#endif
