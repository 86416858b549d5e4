/*
 * The C side of PthreadMutexTest and PthreadDeathTest: does what lines on its standard input say to
 * the pthread_mutex_t at the beginning of a shared file, and answers each by a line.
 *
 *   layout                                            sizes and offsets
 *   init robust | init priority                       0 or the error
 *   lock | trylock | consistent | unlock | destroy    0 or the error
 *   fields                                            what is in them
 *   increment PROCESS COUNT LEAD                      0 or the error
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef __GLIBC__
#error not glibc
#endif

#define MOST_SECONDS 120

/* As PthreadMutexTest has it. */
struct area {
    pthread_mutex_t mutex;
    _Alignas(512) int64_t counter;
    _Alignas(128) struct {
        _Alignas(128) int32_t made;
    } process[2];
    _Alignas(4096) int64_t log[];
};

static struct area *area;

static const char *name(int error) {
    switch (error) {
        case 0: return "0";
        case EBUSY: return "EBUSY";
        case EPERM: return "EPERM";
        case EINVAL: return "EINVAL";
        case EOWNERDEAD: return "EOWNERDEAD";
        case ENOTRECOVERABLE: return "ENOTRECOVERABLE";
        default: return strerror(error);
    }
}

static void print_layout(void) {
    printf("sizeof=%zu word=%zu count=%zu owner=%zu users=%zu kind=%zu spins=%zu prev=%zu next=%zu\n",
           sizeof(pthread_mutex_t),
           offsetof(pthread_mutex_t, __data.__lock),
           offsetof(pthread_mutex_t, __data.__count),
           offsetof(pthread_mutex_t, __data.__owner),
           offsetof(pthread_mutex_t, __data.__nusers),
           offsetof(pthread_mutex_t, __data.__kind),
           offsetof(pthread_mutex_t, __data.__spins),
           offsetof(pthread_mutex_t, __data.__list.__prev),
           offsetof(pthread_mutex_t, __data.__list.__next));
}

static void print_fields(void) {
    printf("word=%d owner=%d users=%u kind=%d\n",
           area->mutex.__data.__lock,
           area->mutex.__data.__owner,
           area->mutex.__data.__nusers,
           area->mutex.__data.__kind);
}

static int init(int inherits) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    if (inherits) {
        pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
    }
    int error = pthread_mutex_init(&area->mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return error;
}

/* Never further ahead of the other than by so many, so that both are at it all the time. */
static int increment(int process, int32_t count, int32_t lead) {
    for (int32_t i = 1; i <= count; i++) {
        while (i - __atomic_load_n(&area->process[1 - process].made, __ATOMIC_RELAXED) > lead) {
            sched_yield();
        }
        int error = pthread_mutex_lock(&area->mutex);
        if (error != 0) {
            return error;
        }
        int64_t found = area->counter;
        area->log[found] = (int64_t)process << 32 | i;
        area->counter = found + 1;
        error = pthread_mutex_unlock(&area->mutex);
        if (error != 0) {
            return error;
        }
        __atomic_store_n(&area->process[process].made, i, __ATOMIC_RELAXED);
    }
    return 0;
}

static void reply(const char *line) {
    int process;
    int32_t count;
    int32_t lead;
    if (strcmp(line, "layout") == 0) {
        print_layout();
    } else if (strcmp(line, "fields") == 0) {
        print_fields();
    } else if (strcmp(line, "init robust") == 0) {
        puts(name(init(0)));
    } else if (strcmp(line, "init priority") == 0) {
        puts(name(init(1)));
    } else if (strcmp(line, "lock") == 0) {
        puts(name(pthread_mutex_lock(&area->mutex)));
    } else if (strcmp(line, "trylock") == 0) {
        puts(name(pthread_mutex_trylock(&area->mutex)));
    } else if (strcmp(line, "consistent") == 0) {
        puts(name(pthread_mutex_consistent(&area->mutex)));
    } else if (strcmp(line, "unlock") == 0) {
        puts(name(pthread_mutex_unlock(&area->mutex)));
    } else if (strcmp(line, "destroy") == 0) {
        puts(name(pthread_mutex_destroy(&area->mutex)));
    } else if (sscanf(line, "increment %d %d %d", &process, &count, &lead) == 3) {
        puts(name(increment(process, count, lead)));
    } else {
        printf("no command: %s\n", line);
    }
}

int main(int argc, char **argv) {
    struct stat status;
    int file = argc == 2 ? open(argv[1], O_RDWR | O_CLOEXEC) : -1;
    if (file < 0 || fstat(file, &status) != 0) {
        fprintf(stderr, "usage: pthread_mutex FILE\n");
        return 2;
    }
    area = mmap(NULL, status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (area == MAP_FAILED) {
        perror("mmap");
        return 2;
    }
    /* The end of the input ends it between two lines; this does while it waits. */
    alarm(MOST_SECONDS);
    setvbuf(stdout, NULL, _IOLBF, 0);
    char line[256];
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        reply(line);
    }
    return 0;
}
