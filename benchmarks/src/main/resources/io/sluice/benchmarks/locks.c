/*
 * The C rows of the locks' benchmark: one process, one thread, pinned, that does what lines on its
 * standard input say. The lines and the shared file are those of LockPeer.java and LockArea.java.
 *
 *   locks open ID FIRST DIRECTORY    ok | unavailable REASON
 *   locks run NUMBER MODE SIDE       done COUNT CPU_NS
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "kinds.h"

#define MAX_OPEN 64

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#define LIBRARY gnu_get_libc_version()
#else
#define LIBRARY "not glibc"
#endif

static uint64_t ping(const struct kind *kind, struct area *area) {
    uint64_t count = 0;
    while (is_going(area)) {
        int64_t start = now_ns(CLOCK_MONOTONIC);
        kind->give(area, 0);
        kind->take(area, 0);
        int64_t elapsed = now_ns(CLOCK_MONOTONIC) - start;
        if (count < MAX_SAMPLES) {
            area->samples[count] = elapsed < UINT32_MAX ? (uint32_t)elapsed : UINT32_MAX;
        }
        count++;
    }
    atomic_store_explicit(
            &area->sampled, count < MAX_SAMPLES ? count : MAX_SAMPLES, memory_order_release);
    area->last = 1;
    kind->give(area, 0);
    return count;
}

static uint64_t echo(const struct kind *kind, struct area *area) {
    uint64_t count = 0;
    kind->take(area, 1);
    while (area->last == 0) {
        count++;
        kind->give(area, 1);
        kind->take(area, 1);
    }
    return count;
}

static uint64_t run(const struct kind *kind, struct area *area, const char *mode, int side) {
    if (strcmp(mode, "uncontended") == 0) {
        return kind->alone(area);
    }
    if (strcmp(mode, "contended") == 0) {
        return kind->among_others(area);
    }
    return side == 0 ? ping(kind, area) : echo(kind, area);
}

static struct {
    const struct kind *kind;
    struct area *area;
} opened[MAX_OPEN];

static int opened_count;

static void reply_to_run(int number, const char *mode, int side) {
    struct area *area = opened[number].area;
    atomic_fetch_add_explicit(&area->arrived, 1, memory_order_release);
    while (atomic_load_explicit(&area->go, memory_order_acquire) == WAIT) {
        sched_yield();
    }
    int64_t cpu_ns = -now_ns(CLOCK_THREAD_CPUTIME_ID);
    uint64_t count = run(opened[number].kind, area, mode, side);
    cpu_ns += now_ns(CLOCK_THREAD_CPUTIME_ID);
    printf("done %llu %lld\n", (unsigned long long)count, (long long)cpu_ns);
}

static const struct kind *kind_of(const char *id) {
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(id, KINDS[i].id) == 0) {
            return &KINDS[i];
        }
    }
    return NULL;
}

static void reply_to_open(const char *id, int is_first, const char *directory) {
    const struct kind *kind = kind_of(id);
    char path[4200];
    snprintf(path, sizeof path, "%s/area", directory);
    int file = kind == NULL || opened_count == MAX_OPEN ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) {
        printf("unavailable %s: %s\n", path, kind == NULL ? "no such lock" : strerror(errno));
        return;
    }
    void *memory =
            mmap(NULL, sizeof(struct area), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    int error = memory == MAP_FAILED ? errno : is_first ? kind->init(memory) : 0;
    if (error != 0) {
        printf("unavailable %s\n", strerror(error));
        return;
    }
    opened[opened_count].kind = kind;
    opened[opened_count].area = memory;
    opened_count++;
    printf("ok\n");
}

static void pin(int cpu) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    if (sched_setaffinity(0, sizeof cpus, &cpus) != 0) {
        die("sched_setaffinity", errno);
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: locks CPU | library\n");
        return 2;
    }
    if (strcmp(argv[1], "library") == 0) {
        printf("C library %s\n", LIBRARY);
        return 0;
    }
    /* Between two lines the end of the input ends it, and while it runs this. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0); /* Ctrl-C is for the first process only */
    pin(atoi(argv[1]));
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("ready\n");
    char line[8192];
    while (fgets(line, sizeof line, stdin) != NULL) {
        char first[4096];
        char second[4096];
        char third[4096];
        int fields = sscanf(line, "locks open %4095s %4095s %4095[^\n]", first, second, third);
        if (fields == 3) {
            reply_to_open(first, strcmp(second, "true") == 0, third);
        } else if (sscanf(line, "locks run %4095s %4095s %4095s", first, second, third) == 3) {
            reply_to_run(atoi(first), second, atoi(third));
        } else {
            fprintf(stderr, "no command: %s", line);
            return 2;
        }
    }
    return 0;
}
