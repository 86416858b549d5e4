/* Rows about pages: each touches one byte of every page of an area, and counts its faults. */
#ifndef SLUICE_FAULTS_H
#define SLUICE_FAULTS_H

#include "costs.h"

#define PAGE ((size_t)sysconf(_SC_PAGESIZE))
#define AREA ((size_t)1 << 20)
#define HUGE_PAGE ((size_t)2 << 20)
#define FULL "there is no room for 4 MiB there"

static volatile char looked; /* so that a read is not dropped */

static void write_pages(char *memory, size_t length) {
    size_t step = PAGE;
    for (size_t offset = 0; offset < length; offset += step) {
        ((volatile char *)memory)[offset] = 1;
    }
}

static void read_pages(const char *memory, size_t length) {
    size_t step = PAGE;
    for (size_t offset = 0; offset < length; offset += step) {
        looked = ((const volatile char *)memory)[offset];
    }
}

static char *map(int flags, int file, size_t length) {
    void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, flags, file, 0);
    if (memory == MAP_FAILED) {
        die("mmap");
    }
    return memory;
}

static void resize(int file, off_t length) {
    if (ftruncate(file, length) != 0) {
        die("ftruncate");
    }
}

/* A file without a name, so that none is left behind; -1 if there is too little room. */
static int scratch_file(const char *directory) {
    char path[4200];
    struct statvfs room;
    if (statvfs(directory, &room) != 0 || room.f_bavail * room.f_frsize < 4 * AREA) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/pages-XXXXXX", directory);
    int file = mkstemp(path);
    if (file < 0) {
        die(path);
    }
    unlink(path);
    return file;
}

/* One that has its pages, written and on the disk if there is one. */
static int filled_file(const char *directory) {
    static char page[1 << 16];
    int file = scratch_file(directory);
    for (size_t length = 0; file >= 0 && length < AREA; length += sizeof page) {
        if (write(file, page, sizeof page) != (ssize_t)sizeof page) {
            die("write");
        }
    }
    if (file >= 0 && fsync(file) != 0) {
        die("fsync");
    }
    return file;
}

/* Adds the time and the minor faults of writing to the pages. */
static void add_writes(struct slice *slice, char *memory, size_t length) {
    int64_t faults = -minor_faults();
    int64_t start = now_ns();
    write_pages(memory, length);
    add(slice, now_ns() - start, length / PAGE);
    slice->events += faults + minor_faults();
}

static struct slice fault_anonymous(int64_t length_ns) {
    struct slice slice = {0};
    while (slice.elapsed_ns < length_ns) {
        char *memory = map(MAP_PRIVATE | MAP_ANONYMOUS, -1, AREA);
        madvise(memory, AREA, MADV_NOHUGEPAGE);
        add_writes(&slice, memory, AREA);
        munmap(memory, AREA);
    }
    return slice;
}

static struct slice fault_huge(int64_t length_ns) {
    struct slice slice = {0};
    while (slice.elapsed_ns < length_ns) {
        char *memory = map(MAP_PRIVATE | MAP_ANONYMOUS, -1, 2 * HUGE_PAGE);
        uintptr_t aligned = ((uintptr_t)memory + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
        madvise((void *)aligned, HUGE_PAGE, MADV_HUGEPAGE); /* the faults say what became of it */
        add_writes(&slice, (char *)aligned, HUGE_PAGE);
        munmap(memory, 2 * HUGE_PAGE);
    }
    return slice;
}

static struct slice fault_shared_new(int64_t length_ns) {
    struct slice slice = {0};
    int file = scratch_file(shared_directory);
    if (file < 0) {
        return refused(FULL);
    }
    while (slice.elapsed_ns < length_ns) {
        resize(file, AREA);
        char *memory = map(MAP_SHARED, file, AREA);
        add_writes(&slice, memory, AREA);
        munmap(memory, AREA);
        resize(file, 0);
    }
    close(file);
    return slice;
}

static struct slice fault_shared(int64_t length_ns) {
    struct slice slice = {0};
    int file = filled_file(shared_directory);
    if (file < 0) {
        return refused(FULL);
    }
    while (slice.elapsed_ns < length_ns) {
        char *memory = map(MAP_SHARED, file, AREA);
        add_writes(&slice, memory, AREA);
        munmap(memory, AREA);
    }
    close(file);
    return slice;
}

/* Times a mapping that has its pages from the start, and counts the faults of touching them. */
static struct slice populated(int64_t length_ns, int flags, int file) {
    struct slice slice = {0};
    while (slice.elapsed_ns < length_ns) {
        if (file >= 0) {
            resize(file, AREA);
        }
        int64_t start = now_ns();
        char *memory = map(flags | MAP_POPULATE, file, AREA);
        add(&slice, now_ns() - start, AREA / PAGE);
        int64_t faults = -minor_faults();
        write_pages(memory, AREA);
        slice.events += faults + minor_faults();
        munmap(memory, AREA);
        if (file >= 0) {
            resize(file, 0);
        }
    }
    return slice;
}

static struct slice populate_anonymous(int64_t length_ns) {
    return populated(length_ns, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static struct slice populate_shared(int64_t length_ns) {
    int file = scratch_file(shared_directory);
    if (file < 0) {
        return refused(FULL);
    }
    struct slice slice = populated(length_ns, MAP_SHARED, file);
    close(file);
    return slice;
}

/* MADV_RANDOM keeps the kernel from reading ahead, so that every page is one fault. */
static struct slice fault_major(int64_t length_ns) {
    struct slice slice = {0};
    int file = filled_file(disk_directory);
    if (file < 0) {
        return refused(FULL);
    }
    while (slice.elapsed_ns < length_ns) {
        int error = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        if (error != 0) {
            slice.refusal = "not made here: posix_fadvise(DONTNEED) is refused";
            break;
        }
        size_t length = AREA / 16;
        char *memory = map(MAP_SHARED, file, AREA);
        madvise(memory, AREA, MADV_RANDOM);
        int64_t faults = -major_faults();
        int64_t start = now_ns();
        read_pages(memory, length);
        add(&slice, now_ns() - start, length / PAGE);
        slice.events += faults + major_faults();
        munmap(memory, AREA);
    }
    close(file);
    if (slice.refusal == NULL && slice.events == 0) {
        slice.refusal = "not made here: pages stay in memory whatever posix_fadvise asks";
    }
    return slice;
}

static struct slice file_mapped(int64_t length_ns) {
    struct slice slice = {0};
    int file = filled_file(disk_directory);
    if (file < 0) {
        return refused(FULL);
    }
    while (slice.elapsed_ns < length_ns) {
        int64_t start = now_ns();
        char *memory = map(MAP_SHARED, file, AREA);
        read_pages(memory, AREA);
        munmap(memory, AREA);
        add(&slice, now_ns() - start, AREA / PAGE);
    }
    close(file);
    return slice;
}

static struct slice file_read(int64_t length_ns) {
    static char page[1 << 16];
    struct slice slice = {0};
    size_t step = PAGE;
    int file = filled_file(disk_directory);
    if (file < 0) {
        return refused(FULL);
    }
    while (slice.elapsed_ns < length_ns) {
        int64_t start = now_ns();
        for (size_t offset = 0; offset < AREA; offset += step) {
            if (pread(file, page, step, (off_t)offset) != (ssize_t)step) {
                die("pread");
            }
        }
        add(&slice, now_ns() - start, AREA / step);
    }
    close(file);
    return slice;
}

#endif
