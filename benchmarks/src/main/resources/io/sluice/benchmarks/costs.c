/*
 * The C rows of the benchmark of the kernel's costs: one process, pinned, that does what lines on
 * its standard input say. CostTypes.java knows the rows by their ids.
 *
 *   ID NANOSECONDS       done OPERATIONS NS_EACH EVENTS | unavailable REASON
 *
 * NS_EACH is that of the median batch.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/prctl.h>

#include "calls.h"
#include "faults.h"
#include "switches.h"

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#define LIBRARY gnu_get_libc_version()
#else
#define LIBRARY "not glibc"
#endif

static const struct {
    const char *id;
    struct slice (*measure)(int64_t length_ns);
} ROWS[] = {
        {"c-syscall", call},
        {"c-wake-nobody", wake_nobody},
        {"c-clock-vdso", clock_vdso},
        {"c-clock-call", clock_call},
        {"c-clock-coarse", clock_coarse},
        {"c-getcpu-rseq", cpu_rseq},
        {"c-getcpu-vdso", cpu_vdso},
        {"c-getcpu-call", cpu_call},
        {"c-fault-anon", fault_anonymous},
        {"c-populate-anon", populate_anonymous},
        {"c-fault-huge", fault_huge},
        {"c-fault-shm-new", fault_shared_new},
        {"c-fault-shm", fault_shared},
        {"c-populate-shm", populate_shared},
        {"c-fault-major", fault_major},
        {"c-file-mmap", file_mapped},
        {"c-file-read", file_read},
        {"c-pipe-1cpu", pipe_one_cpu},
        {"c-futex-1cpu", futex_one_cpu},
        {"c-pipe-2cpu", pipe_two_cpus},
        {"c-futex-2cpu", futex_two_cpus},
        {"c-thread", thread},
        {"c-spin", spin_turn},
        {"c-yield", yield_turn},
        {"c-sleep", sleep_turn},
        {"c-line", line},
        {"c-fence", fence},
        {"c-atomic-add", atomic_add},
};

static struct slice measure(const char *id, int64_t length_ns) {
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        if (strcmp(id, ROWS[i].id) == 0) {
            return ROWS[i].measure(length_ns);
        }
    }
    return refused("no such row");
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "library") == 0) {
        printf("C library %s\n", LIBRARY);
        return 0;
    }
    if (argc != 5) {
        fprintf(stderr, "usage: costs FIRST_CPU SECOND_CPU SHARED DISK | library\n");
        return 2;
    }
    /* Between two lines the end of the input ends it, and while it measures this. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0); /* Ctrl-C is for the first process only */
    first_cpu = atoi(argv[1]);
    second_cpu = atoi(argv[2]);
    shared_directory = argv[3];
    disk_directory = argv[4];
    pin(first_cpu);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("ready\n");
    char line[256];
    char id[64];
    long long length_ns;
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (sscanf(line, "%63s %lld", id, &length_ns) != 2) {
            fprintf(stderr, "no command: %s", line);
            return 2;
        }
        batch_count = 0;
        struct slice slice = measure(id, length_ns);
        if (slice.refusal != NULL) {
            printf("unavailable %s\n", slice.refusal);
        } else {
            printf("done %llu %.3f %lld\n",
                   (unsigned long long)slice.operations,
                   median(),
                   (long long)slice.events);
        }
    }
    return 0;
}
