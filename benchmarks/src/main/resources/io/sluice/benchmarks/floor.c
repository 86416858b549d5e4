/*
 * The C rows of the benchmark: a process, pinned, of one thread, that does what lines on its
 * standard input say. Two of them are the two sides of a row.
 *
 *   open ID SIDE PAYLOAD CAPACITY DIRECTORY   side 0 first         ok | unavailable REASON
 *   ping NUMBER SETTLE COUNT                  the latter timed     done CPU_NS ELAPSED_NS
 *   echo NUMBER COUNT                                              done CPU_NS 0
 *   send NUMBER COUNT                                              done CPU_NS 0
 *   receive NUMBER COUNT                                           done CPU_NS ELAPSED_NS
 *
 * NUMBER counts what was opened, from 0. A ping leaves its times in DIRECTORY/times: lines of
 * nanoseconds and how often. ELAPSED_NS of what is received is from the first arrival to the last.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "floor.h"

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#define LIBRARY gnu_get_libc_version()
#else
#define LIBRARY "not glibc"
#endif

#define MAX_OPEN 256
#define COUNTED (1 << 20) /* times below are counted, in nanoseconds; longer ones are listed */
#define MAX_LISTED (1 << 16)
#define MAX_PATH 4096

static const struct kind {
    const char *id;
    void (*ping)(struct end *end);
    void (*echo)(struct end *end);
    int streams;
} KINDS[] = {
        {"c-line", line_ping, line_echo, 0},
        {"c-ring", ring_ping, ring_echo, 1},
        {"c-futex", futex_ping, futex_echo, 0},
};

static struct {
    const struct kind *kind;
    struct end end;
    char directory[MAX_PATH];
} opened[MAX_OPEN];

static int opened_count;
static uint32_t counts[COUNTED];
static int64_t listed[MAX_LISTED];
static int listed_count;

static void record(int64_t elapsed_ns) {
    if (elapsed_ns < COUNTED) {
        counts[elapsed_ns]++;
    } else if (listed_count < MAX_LISTED) {
        listed[listed_count++] = elapsed_ns;
    }
}

static void write_times(const char *directory) {
    char path[MAX_PATH + 16];
    snprintf(path, sizeof path, "%s/times", directory);
    FILE *file = fopen(path, "we");
    if (file == NULL) {
        die(path);
    }
    for (int ns = 0; ns < COUNTED; ns++) {
        if (counts[ns] > 0) {
            fprintf(file, "%d %u\n", ns, counts[ns]);
        }
    }
    for (int i = 0; i < listed_count; i++) {
        fprintf(file, "%lld 1\n", (long long)listed[i]);
    }
    if (fclose(file) != 0) {
        die(path);
    }
}

/* As ChannelLoop.ping; a loop for each kind, so that the compiler puts the kind into it. */
static inline __attribute__((always_inline)) int64_t ping_with(
        void (*ping)(struct end *end), struct end *end, uint64_t settle, uint64_t count) {
    for (uint64_t i = 0; i < settle; i++) {
        ping(end);
    }
    int64_t begin = now_ns(CLOCK_MONOTONIC);
    for (uint64_t i = 0; i < count; i++) {
        int64_t start = now_ns(CLOCK_MONOTONIC);
        ping(end);
        record(now_ns(CLOCK_MONOTONIC) - start);
    }
    return now_ns(CLOCK_MONOTONIC) - begin;
}

static int64_t do_ping(const struct kind *kind, struct end *end, uint64_t settle, uint64_t count) {
    if (kind->ping == ring_ping) {
        return ping_with(ring_ping, end, settle, count);
    }
    if (kind->ping == line_ping) {
        return ping_with(line_ping, end, settle, count);
    }
    return ping_with(futex_ping, end, settle, count);
}

static void do_echo(const struct kind *kind, struct end *end, uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
        kind->echo(end);
    }
}

static int64_t do_receive(struct end *end, uint64_t count) {
    uint64_t received = 0;
    int64_t start = 0;
    while (received < count) {
        uint64_t left = count - received;
        uint64_t now = ring_take(end, left < BATCH ? left : BATCH);
        if (now == 0) {
            pause_cpu();
        } else if (received == 0) {
            start = now_ns(CLOCK_MONOTONIC);
        }
        received += now;
    }
    return now_ns(CLOCK_MONOTONIC) - start;
}

static const struct kind *kind_of(const char *id) {
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(id, KINDS[i].id) == 0) {
            return &KINDS[i];
        }
    }
    return NULL;
}

/* The file of a connection: the word, or a ring each way. The first side makes it. */
static char *map(const char *directory, int side, size_t length) {
    char path[MAX_PATH + 16];
    snprintf(path, sizeof path, "%s/floor", directory);
    int how = side == 0 ? O_RDWR | O_CREAT | O_EXCL : O_RDWR;
    int file = open(path, how | O_CLOEXEC, 0600);
    if (file < 0) {
        return MAP_FAILED;
    }
    if (side == 0) {
        int error = posix_fallocate(file, 0, (off_t)length);
        if (error != 0) {
            close(file);
            errno = error;
            return MAP_FAILED;
        }
    }
    char *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return memory;
}

static void reply_to_open(
        const char *id, int side, size_t payload, size_t capacity, const char *directory) {
    size_t slot = (sizeof(uint64_t) + payload + 7) & ~(size_t)7;
    const struct kind *kind = kind_of(id);
    if (kind == NULL || opened_count == MAX_OPEN || capacity / slot < 2) {
        printf("unavailable payload %zu, capacity %zu, or too many rows\n", payload, capacity);
        return;
    }
    size_t ring = (sizeof(struct ring) + capacity + 2 * APART - 1) / APART * APART;
    char *memory = map(directory, side, 2 * ring);
    if (memory == MAP_FAILED) {
        printf("unavailable %s: %s\n", directory, strerror(errno));
        return;
    }
    char *message = calloc(1, payload);
    if (message == NULL) {
        die("calloc");
    }
    opened[opened_count].kind = kind;
    opened[opened_count].end = (struct end){
            .payload = payload,
            .slot = slot,
            .slots = capacity / slot,
            .length = capacity / slot * slot,
            .word = (struct word *)memory,
            .out = (struct ring *)(side == 0 ? memory : memory + ring),
            .in = (struct ring *)(side == 0 ? memory + ring : memory),
            .limit = capacity / slot,
            .message = message,
    };
    snprintf(opened[opened_count].directory, MAX_PATH, "%s", directory);
    opened_count++;
    printf("ok\n");
}

static int64_t run(const char *verb, int number, uint64_t first, uint64_t second) {
    const struct kind *kind = opened[number].kind;
    struct end *end = &opened[number].end;
    if (strcmp(verb, "echo") == 0) {
        do_echo(kind, end, first);
        return 0;
    }
    if (strcmp(verb, "send") == 0 && kind->streams) {
        ring_stream(end, first);
        return 0;
    }
    if (strcmp(verb, "receive") == 0 && kind->streams) {
        return do_receive(end, first);
    }
    if (strcmp(verb, "ping") == 0) {
        memset(counts, 0, sizeof counts);
        listed_count = 0;
        return do_ping(kind, end, first, second);
    }
    errno = EINVAL;
    die(verb);
    return 0;
}

static void reply_to(const char *verb, int number, uint64_t first, uint64_t second) {
    int64_t cpu_ns = -now_ns(CLOCK_THREAD_CPUTIME_ID);
    int64_t elapsed_ns = run(verb, number, first, second);
    cpu_ns += now_ns(CLOCK_THREAD_CPUTIME_ID);
    if (strcmp(verb, "ping") == 0) {
        write_times(opened[number].directory);
    }
    printf("done %lld %lld\n", (long long)cpu_ns, (long long)elapsed_ns);
}

static void pin(int cpu) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    if (sched_setaffinity(0, sizeof cpus, &cpus) != 0) {
        die("sched_setaffinity");
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: floor CPU | library\n");
        return 2;
    }
    if (strcmp(argv[1], "library") == 0) {
        printf("C library %s\n", LIBRARY);
        return 0;
    }
    /* Between two lines the end of the input ends it, and while it measures this. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0); /* Ctrl-C is for the first process only */
    pin(atoi(argv[1]));
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("ready\n");
    char line[2 * MAX_PATH];
    while (fgets(line, sizeof line, stdin) != NULL) {
        char word[64];
        char directory[MAX_PATH];
        int number;
        size_t payload;
        size_t capacity;
        unsigned long long first;
        unsigned long long second = 0;
        if (sscanf(line,
                   "open %63s %d %zu %zu %4095[^\n]",
                   word,
                   &number,
                   &payload,
                   &capacity,
                   directory)
            == 5) {
            reply_to_open(word, number, payload, capacity, directory);
        } else if (
                sscanf(line, "%63s %d %llu %llu", word, &number, &first, &second) >= 3
                && number >= 0 && number < opened_count) {
            reply_to(word, number, first, second);
        } else {
            fprintf(stderr, "no command: %s", line);
            return 2;
        }
    }
    return 0;
}
