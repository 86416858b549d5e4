/* Rows of one thread: calls, clocks, instructions, and giving the CPU away. */
#ifndef SLUICE_CALLS_H
#define SLUICE_CALLS_H

#include <linux/futex.h>

#include "costs.h"

#define BATCH 512
#define FEW 4

/* A row that does `operation` in batches, with a clock read before and after each. */
#define ROW(name, batch, operation)                            \
    static struct slice name(int64_t length_ns) {              \
        struct slice slice = {.events = -switches()};          \
        while (slice.elapsed_ns < length_ns) {                 \
            int64_t start = now_ns();                          \
            for (int i = 0; i < (batch); i++) {                \
                operation;                                     \
            }                                                  \
            add(&slice, now_ns() - start, (batch));            \
        }                                                      \
        slice.events += switches();                            \
        return slice;                                          \
    }

#if defined(__x86_64__)
#define FENCE "mfence"
#define PAUSE "pause"
#elif defined(__aarch64__)
#define FENCE "dmb ish"
#define PAUSE "yield"
#else
#error "x86-64 and aarch64 only"
#endif

static atomic_ulong cell;
static uint32_t nobody;
static struct timespec read_time;
static unsigned read_cpu;

ROW(call, BATCH, syscall(SYS_getppid))
ROW(wake_nobody, BATCH, syscall(SYS_futex, &nobody, FUTEX_WAKE, 1, NULL, NULL, 0))
ROW(clock_vdso, BATCH, clock_gettime(CLOCK_MONOTONIC, &read_time))
ROW(clock_call, BATCH, syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &read_time))
ROW(clock_coarse, BATCH, clock_gettime(CLOCK_MONOTONIC_COARSE, &read_time))
ROW(cpu_call, BATCH, syscall(SYS_getcpu, &read_cpu, NULL, NULL))
ROW(cpu_rseq, BATCH, read_cpu = (unsigned)sched_getcpu())

#ifdef __GLIBC__
ROW(cpu_vdso, BATCH, getcpu(&read_cpu, NULL))
#else
static struct slice cpu_vdso(int64_t length_ns) {
    (void)length_ns;
    return refused("this C library has no getcpu that uses the vDSO");
}
#endif

ROW(fence, BATCH, __asm__ volatile(FENCE ::: "memory"))
ROW(atomic_add, BATCH, atomic_fetch_add(&cell, 1))
ROW(spin_turn, BATCH, __asm__ volatile(PAUSE ::: "memory"))
ROW(yield_turn, BATCH, sched_yield())

static const struct timespec SHORTEST = {.tv_nsec = 1};

ROW(sleep_turn, FEW, nanosleep(&SHORTEST, NULL))

#endif
