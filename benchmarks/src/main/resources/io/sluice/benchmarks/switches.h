/* Rows of two threads or processes: each turn is passed there and back, and half of it counts. */
#ifndef SLUICE_SWITCHES_H
#define SLUICE_SWITCHES_H

#include <linux/futex.h>
#include <signal.h>
#include <sys/prctl.h>

#include "costs.h"

#define LINE 128
#define TURNS 64

/* What both sides of a hand-off share. */
struct table {
    _Alignas(LINE) _Atomic uint32_t turn; /* 0 the first's, 1 the second's */
    _Alignas(LINE) atomic_int last;       /* by the first: whether the second is to end */
    _Alignas(LINE) atomic_long switched;  /* by the second: its context switches */
    int there[2];                         /* pipes */
    int back[2];
};

/* How a turn is passed; side 0 or 1. */
struct handoff {
    void (*give)(struct table *table, int side);
    void (*take)(struct table *table, int side);
};

static void pipe_give(struct table *table, int side) {
    char turn = 0;
    if (write(side == 0 ? table->there[1] : table->back[1], &turn, 1) != 1) {
        die("write");
    }
}

static void pipe_take(struct table *table, int side) {
    char turn;
    if (read(side == 0 ? table->back[0] : table->there[0], &turn, 1) != 1) {
        die("read");
    }
}

static void futex_give(struct table *table, int side) {
    atomic_store_explicit(&table->turn, 1 - side, memory_order_release);
    syscall(SYS_futex, &table->turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void futex_take(struct table *table, int side) {
    while (atomic_load_explicit(&table->turn, memory_order_acquire) != (uint32_t)side) {
        syscall(SYS_futex, &table->turn, FUTEX_WAIT, 1 - side, NULL, NULL, 0);
    }
}

static void line_give(struct table *table, int side) {
    atomic_store_explicit(&table->turn, 1 - side, memory_order_release);
}

static void line_take(struct table *table, int side) {
    while (atomic_load_explicit(&table->turn, memory_order_acquire) != (uint32_t)side) {
    }
}

static const struct handoff BY_PIPE = {pipe_give, pipe_take};
static const struct handoff BY_FUTEX = {futex_give, futex_take};
static const struct handoff BY_LINE = {line_give, line_take};

static void answer(const struct handoff *handoff, struct table *table) {
    long switched = -switches();
    handoff->take(table, 1);
    while (!atomic_load(&table->last)) {
        handoff->give(table, 1);
        handoff->take(table, 1);
    }
    atomic_store(&table->switched, switched + switches());
    handoff->give(table, 1);
}

static void pass(const struct handoff *handoff, struct table *table) {
    handoff->give(table, 0);
    handoff->take(table, 0);
}

/* Passes turns with a second process on that CPU; an operation is one way. */
static struct slice hand_off(const struct handoff *handoff, int64_t length_ns, int cpu) {
    struct slice slice = {0};
    if (cpu < 0) {
        return refused("it needs two CPUs");
    }
    struct table *table = mmap(
            NULL, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (table == MAP_FAILED || pipe(table->there) != 0 || pipe(table->back) != 0) {
        die("pipe");
    }
    pid_t child = fork();
    if (child < 0) {
        die("fork");
    }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        pin(cpu);
        answer(handoff, table);
        _exit(0);
    }
    pass(handoff, table); /* until it runs */
    slice.events = -switches();
    while (slice.elapsed_ns < length_ns) {
        int64_t start = now_ns();
        for (int i = 0; i < TURNS; i++) {
            pass(handoff, table);
        }
        add(&slice, now_ns() - start, 2 * TURNS);
    }
    slice.events += switches();
    atomic_store(&table->last, 1);
    pass(handoff, table);
    slice.events += atomic_load(&table->switched);
    waitpid(child, NULL, 0);
    for (int end = 0; end < 2; end++) {
        close(table->there[end]);
        close(table->back[end]);
    }
    munmap(table, sizeof *table);
    return slice;
}

static struct slice pipe_one_cpu(int64_t length_ns) {
    return hand_off(&BY_PIPE, length_ns, first_cpu);
}

static struct slice pipe_two_cpus(int64_t length_ns) {
    return hand_off(&BY_PIPE, length_ns, second_cpu);
}

static struct slice futex_one_cpu(int64_t length_ns) {
    return hand_off(&BY_FUTEX, length_ns, first_cpu);
}

static struct slice futex_two_cpus(int64_t length_ns) {
    return hand_off(&BY_FUTEX, length_ns, second_cpu);
}

static struct slice line(int64_t length_ns) {
    return hand_off(&BY_LINE, length_ns, second_cpu);
}

static void *nothing(void *argument) {
    return argument;
}

static struct slice thread(int64_t length_ns) {
    struct slice slice = {0};
    while (slice.elapsed_ns < length_ns) {
        pthread_t made;
        int64_t start = now_ns();
        if (pthread_create(&made, NULL, nothing, NULL) != 0) {
            return refused("no thread may be created");
        }
        pthread_join(made, NULL);
        add(&slice, now_ns() - start, 1);
    }
    return slice;
}

#endif
