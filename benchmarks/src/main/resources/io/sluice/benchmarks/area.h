/* The file that the parent and all processes of a row map, as LockArea.java describes it. */
#ifndef SLUICE_AREA_H
#define SLUICE_AREA_H

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LINE 128
#define MAX_SAMPLES (1 << 20)

enum { WAIT = 0, GO = 1 }; /* anything else: stop */

struct area {
    _Alignas(LINE) atomic_uint go;
    _Alignas(LINE) atomic_uint arrived;
    _Alignas(LINE) uint64_t counter;
    _Alignas(LINE) char lock[LINE];
    _Alignas(LINE) char second[LINE];
    _Alignas(LINE) uint32_t turn;
    _Alignas(LINE) uint32_t last;
    _Alignas(LINE) _Atomic uint64_t sampled;
    _Alignas(4096) uint32_t samples[MAX_SAMPLES];
};

_Static_assert(offsetof(struct area, counter) == 2 * LINE, "as in LockArea.java");
_Static_assert(offsetof(struct area, lock) == 3 * LINE, "as in LockArea.java");
_Static_assert(offsetof(struct area, sampled) == 7 * LINE, "as in LockArea.java");
_Static_assert(offsetof(struct area, samples) == 4096, "as in LockArea.java");
_Static_assert(sizeof(pthread_mutex_t) <= LINE && sizeof(sem_t) <= LINE, "fits");
_Static_assert(sizeof(pthread_cond_t) <= LINE && sizeof(pthread_rwlock_t) <= LINE, "fits");

static void die(const char *what, int error) {
    fprintf(stderr, "%s: %s\n", what, strerror(error));
    exit(1);
}

static inline void check(const char *what, int error) {
    if (__builtin_expect(error != 0, 0)) {
        die(what, error);
    }
}

static int64_t now_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static inline int is_going(struct area *area) {
    return atomic_load_explicit(&area->go, memory_order_relaxed) == GO;
}

#endif
