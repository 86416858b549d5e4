/* What both sides of a row of floor.c share, and how each passes a message on. */
#ifndef SLUICE_FLOOR_H
#define SLUICE_FLOOR_H

#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LINE 64
#define APART 128
#define AHEAD 3  /* slots */
#define BATCH 64 /* messages taken before their slots are given back */
#define BY_WORDS 128 /* bytes, at most */
#define HELD 16  /* messages of a stream published at once */

/*
 * One direction. A slot is a header and a message; the header is the message's number + 1, stored
 * when the message is there, so zero memory is the empty ring. Slots are never read past their
 * header unless it is the one that is due.
 */
struct ring {
    _Alignas(APART) _Atomic uint64_t head; /* by the receiver: messages whose slots are free */
    _Alignas(APART) char slots[];
};

/* One word, for the rows without a ring: odd when the first side has stored it, even the other. */
struct word {
    _Alignas(APART) _Atomic uint32_t count;
};

/* One end of a connection. */
struct end {
    size_t payload;
    size_t slot;    /* bytes of one */
    uint64_t slots; /* of them */
    size_t length;  /* bytes of all slots */
    struct word *word;
    struct ring *out;
    struct ring *in;
    uint64_t sent;     /* messages so far */
    uint64_t received; /* messages so far */
    size_t out_at;     /* bytes: where the next one sent goes */
    size_t in_at;      /* bytes: where the next one received is */
    uint64_t limit;    /* of sent: how far there is room, as last seen */
    uint64_t held;     /* messages sent, but not published */
    size_t held_at;    /* bytes: where the first of them is */
    char *message;
    volatile uint64_t sum; /* so that the reads are not dropped */
};

static void die(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void wrong(uint64_t arrived, uint64_t due) {
    fprintf(stderr,
            "floor: message %llu arrived where %llu was due\n",
            (unsigned long long)arrived,
            (unsigned long long)due);
    exit(1);
}

static inline int64_t now_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static inline void pause_cpu(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

static inline size_t after(const struct end *end, size_t at) {
    return at + end->slot == end->length ? 0 : at + end->slot;
}

/*
 * Publishes what was copied and not yet published: the headers after the first, then the first, at
 * which the receiver looks.
 */
static inline void ring_publish(struct end *end) {
    if (end->held == 0) {
        return;
    }
    uint64_t number = end->sent - end->held + 1;
    size_t at = end->held_at;
    for (uint64_t i = 1; i < end->held; i++) {
        at = after(end, at);
        atomic_store_explicit(
                (_Atomic uint64_t *)(end->out->slots + at), number + i, memory_order_relaxed);
    }
    atomic_store_explicit(
            (_Atomic uint64_t *)(end->out->slots + end->held_at), number, memory_order_release);
    end->held = 0;
}

/* Short ones by words: in a stream twice as fast as memcpy, whose wide stores cross lines. */
static inline void copy(char *to, const char *from, size_t length) {
    size_t at = 0;
    if (length > BY_WORDS) {
        memcpy(to, from, length);
        return;
    }
    for (; at + sizeof(uint64_t) <= length; at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, from + at, sizeof word);
        atomic_store_explicit((_Atomic uint64_t *)(to + at), word, memory_order_relaxed);
    }
    memcpy(to + at, from + at, length - at);
}

/* Copies a message into the next slot, waiting for room. */
static inline void ring_hold(struct end *end, const char *message) {
    while (__builtin_expect(end->sent == end->limit, 0)) {
        ring_publish(end);
        end->limit = atomic_load_explicit(&end->out->head, memory_order_acquire) + end->slots;
        pause_cpu();
    }
    if (end->held == 0) {
        end->held_at = end->out_at;
    }
    copy(end->out->slots + end->out_at + sizeof(uint64_t), message, end->payload);
    end->sent++;
    end->held++;
    end->out_at = after(end, end->out_at);
}

static inline void ring_put(struct end *end, const char *message) {
    ring_hold(end, message);
    ring_publish(end);
}

/*
 * Stores into the lines of the next slots, if they are free as far as is known, so that they are
 * this CPU's by the time they are filled; but not into the next header's, at which the receiver
 * looks. (prefetchw has no such effect here.)
 */
static inline void ring_take_lines_ahead(struct end *end) {
    if (end->limit - end->sent < AHEAD || end->length - end->out_at < AHEAD * end->slot) {
        return;
    }
    char *next = end->out->slots + end->out_at;
    for (size_t at = LINE; at < AHEAD * end->slot; at += LINE) {
        *(volatile uint64_t *)(next + at) = 0;
    }
}

/* The next message where it is, or NULL if there is none now. */
static inline char *ring_next(struct end *end) {
    char *slot = end->in->slots + end->in_at;
    uint64_t header = atomic_load_explicit((_Atomic uint64_t *)slot, memory_order_acquire);
    return header == end->received + 1 ? slot + sizeof(uint64_t) : NULL;
}

static inline void ring_next_slot(struct end *end) {
    end->received++;
    end->in_at = after(end, end->in_at);
}

/* Gives the slots of all that was received back. */
static inline void ring_free(struct end *end) {
    atomic_store_explicit(&end->in->head, end->received, memory_order_release);
}

/* Checks a message's number and reads from each of its other lines. */
static inline void arrived(struct end *end, const char *message, uint64_t due) {
    uint64_t number;
    memcpy(&number, message, sizeof number);
    if (number != due) {
        wrong(number, due);
    }
    for (size_t at = LINE; at + sizeof(uint64_t) <= end->payload; at += LINE) {
        uint64_t word;
        memcpy(&word, message + at, sizeof word);
        end->sum += word;
    }
}

static inline void ring_send(struct end *end) {
    memcpy(end->message, &end->sent, sizeof end->sent);
    ring_put(end, end->message);
}

static void ring_stream(struct end *end, uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
        memcpy(end->message, &end->sent, sizeof end->sent);
        ring_hold(end, end->message);
        if (end->held == HELD) {
            ring_publish(end);
        }
    }
    ring_publish(end);
}

static inline char *ring_await(struct end *end) {
    char *message = ring_next(end);
    while (message == NULL) {
        pause_cpu();
        message = ring_next(end);
    }
    return message;
}

static void ring_ping(struct end *end) {
    ring_send(end);
    ring_take_lines_ahead(end);
    arrived(end, ring_await(end), end->sent - 1);
    ring_next_slot(end);
    ring_free(end);
}

static void ring_echo(struct end *end) {
    ring_put(end, ring_await(end));
    ring_take_lines_ahead(end);
    ring_next_slot(end);
    ring_free(end);
}

/*
 * Stores into every line that lies wholly in what was taken. Then the line is this CPU's alone, and
 * the sender, when it comes round, need not wait for a second copy to be given up.
 */
static inline void ring_take_lines_over(struct end *end, size_t from, size_t to) {
    for (size_t at = (from + LINE - 1) / LINE * LINE; at + LINE <= to; at += LINE) {
        *(volatile uint64_t *)(end->in->slots + at) = 0;
    }
}

/* Takes what is there, up to a batch. */
static uint64_t ring_take(struct end *end, uint64_t most) {
    uint64_t taken = 0;
    size_t from = end->in_at;
    char *message = ring_next(end);
    while (message != NULL) {
        arrived(end, message, end->received);
        ring_next_slot(end);
        taken++;
        message = taken < most ? ring_next(end) : NULL;
    }
    if (taken > 0) {
        ring_take_lines_over(end, from, end->in_at > from ? end->in_at : end->length);
        ring_free(end);
    }
    return taken;
}

/* The word as this side waits for it: nothing but the one before it may be there till then. */
static inline int word_is(struct end *end, uint32_t due) {
    uint32_t count = atomic_load_explicit(&end->word->count, memory_order_acquire);
    if (count != due && count != due - 1) {
        wrong(count, due);
    }
    return count == due;
}

static inline void word_store(struct end *end, uint32_t count) {
    atomic_store_explicit(&end->word->count, count, memory_order_release);
}

static inline void line_await(struct end *end, uint32_t due) {
    while (!word_is(end, due)) {
        pause_cpu();
    }
}

static void line_ping(struct end *end) {
    uint32_t mine = (uint32_t)(2 * end->sent++ + 1);
    word_store(end, mine);
    line_await(end, mine + 1);
}

static void line_echo(struct end *end) {
    uint32_t due = (uint32_t)(2 * end->received++ + 1);
    line_await(end, due);
    word_store(end, due + 1);
}

static inline void futex_pass(struct end *end, uint32_t count) {
    word_store(end, count);
    syscall(SYS_futex, &end->word->count, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static inline void futex_await(struct end *end, uint32_t due) {
    while (!word_is(end, due)) {
        syscall(SYS_futex, &end->word->count, FUTEX_WAIT, due - 1, NULL, NULL, 0);
    }
}

static void futex_ping(struct end *end) {
    uint32_t mine = (uint32_t)(2 * end->sent++ + 1);
    futex_pass(end, mine);
    futex_await(end, mine + 1);
}

static void futex_echo(struct end *end) {
    uint32_t due = (uint32_t)(2 * end->received++ + 1);
    futex_await(end, due);
    futex_pass(end, due + 1);
}

#endif
