/* What every row of costs.c needs: a clock, the kernel's counts, and what a slice found out. */
#ifndef SLUICE_COSTS_H
#define SLUICE_COSTS_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_BATCHES 4096

/* Of one slice: operations, the time they took, and what the kernel counted meanwhile. */
struct slice {
    uint64_t operations;
    int64_t elapsed_ns;
    int64_t events;
    const char *refusal; /* why there is nothing, or NULL */
};

/* What an operation took in each batch of this slice: one that was interrupted is an outlier. */
static double batches[MAX_BATCHES];
static size_t batch_count;

/* Where rows run, set once by main. */
static int first_cpu;
static int second_cpu; /* -1 if there is none */
static const char *shared_directory;
static const char *disk_directory;

static void die(const char *what) {
    fprintf(stderr, "costs: %s: %s\n", what, strerror(errno));
    exit(1);
}

static inline int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void pin(int cpu) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    if (sched_setaffinity(0, sizeof cpus, &cpus) != 0) {
        die("sched_setaffinity");
    }
}

static struct rusage usage(void) {
    struct rusage counts;
    if (getrusage(RUSAGE_THREAD, &counts) != 0) {
        die("getrusage");
    }
    return counts;
}

static long minor_faults(void) {
    return usage().ru_minflt;
}

static long major_faults(void) {
    return usage().ru_majflt;
}

/* Whether it slept or was put aside for the one it woke: both happen on one CPU. */
static long switches(void) {
    struct rusage counts = usage();
    return counts.ru_nvcsw + counts.ru_nivcsw;
}

static void add(struct slice *slice, int64_t elapsed_ns, uint64_t operations) {
    slice->elapsed_ns += elapsed_ns;
    slice->operations += operations;
    if (batch_count < MAX_BATCHES) {
        batches[batch_count++] = (double)elapsed_ns / (double)operations;
    }
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Of the slice's batches, ns an operation. */
static double median(void) {
    qsort(batches, batch_count, sizeof batches[0], compare);
    return batch_count == 0 ? 0 : batches[batch_count / 2];
}

static struct slice refused(const char *why) {
    struct slice slice = {.refusal = why};
    return slice;
}

#endif
