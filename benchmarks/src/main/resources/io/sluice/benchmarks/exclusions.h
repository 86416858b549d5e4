/*
 * Lock and unlock of each lock.
 *
 * Source: pthread_mutex_lock(3p), pthread_rwlock_wrlock(3p), sem_wait(3), futex(2);
 * U. Drepper, "Futexes Are Tricky", mutex 3.
 */
#ifndef SLUICE_EXCLUSIONS_H
#define SLUICE_EXCLUSIONS_H

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "area.h"

#define SPINS 40
#define LOOKS_BEFORE_YIELD 200

static inline void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("isb");
#endif
}

static inline void mutex_lock(struct area *area) {
    check("pthread_mutex_lock", pthread_mutex_lock((pthread_mutex_t *)area->lock));
}

static inline void mutex_unlock(struct area *area) {
    check("pthread_mutex_unlock", pthread_mutex_unlock((pthread_mutex_t *)area->lock));
}

static inline void write_lock(struct area *area) {
    check("pthread_rwlock_wrlock", pthread_rwlock_wrlock((pthread_rwlock_t *)area->lock));
}

static inline void write_unlock(struct area *area) {
    check("pthread_rwlock_unlock", pthread_rwlock_unlock((pthread_rwlock_t *)area->lock));
}

static inline void read_lock(struct area *area) {
    check("pthread_rwlock_rdlock", pthread_rwlock_rdlock((pthread_rwlock_t *)area->lock));
}

static inline void read_unlock(struct area *area) {
    write_unlock(area);
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

#endif
