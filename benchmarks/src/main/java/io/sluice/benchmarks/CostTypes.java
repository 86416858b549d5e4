package io.sluice.benchmarks;

import static io.sluice.benchmarks.CostEvent.MAJOR_FAULTS;
import static io.sluice.benchmarks.CostEvent.MINOR_FAULTS;
import static io.sluice.benchmarks.CostEvent.SWITCHES;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every cost, in the order of the table. */
final class CostTypes {
    private static final double ONE_IN_512 = 1.0 / 512;

    private static final List<CostType> CALLS =
            List.of(
                    CostType.of("c-syscall", "getppid, past the C library: into the kernel and out")
                            .quoted(Textbook.KERNEL_CALL),
                    CostType.of("java-syscall", "getppid through Sluice's boundary")
                            .quoted(Textbook.KERNEL_CALL),
                    CostType.of("c-wake-nobody", "FUTEX_WAKE of a word nobody waits for"),
                    CostType.of("c-clock-vdso", "clock_gettime(CLOCK_MONOTONIC) by the vDSO"),
                    CostType.of("c-clock-call", "the same by a system call")
                            .quoted(Textbook.KERNEL_CALL),
                    CostType.of("c-clock-coarse", "CLOCK_MONOTONIC_COARSE by the vDSO"),
                    CostType.of("java-nanotime", "System.nanoTime"),
                    CostType.of("c-getcpu-rseq", "sched_getcpu of the C library"),
                    CostType.of("c-getcpu-vdso", "getcpu by the vDSO"),
                    CostType.of("c-getcpu-call", "the same by a system call")
                            .quoted(Textbook.KERNEL_CALL));

    private static final List<CostType> PAGES =
            List.of(
                    CostType.of("c-fault-anon", "a page of new anonymous memory, first write")
                            .claims(MINOR_FAULTS, 1)
                            .quoted(Textbook.MINOR_FAULT),
                    CostType.of("c-populate-anon", "a page of it by MAP_POPULATE, in mmap")
                            .claims(MINOR_FAULTS, 0),
                    CostType.of(
                                    "c-fault-huge",
                                    "a 4 KiB page of it with MADV_HUGEPAGE, first write")
                            .claims(MINOR_FAULTS, ONE_IN_512),
                    CostType.of("c-fault-shm-new", "a new page of /dev/shm, first write")
                            .claims(MINOR_FAULTS, 1)
                            .quoted(Textbook.MINOR_FAULT),
                    CostType.of("c-populate-shm", "a new page of /dev/shm by MAP_POPULATE, in mmap")
                            .claims(MINOR_FAULTS, 0),
                    CostType.of("c-fault-shm", "an existing page of /dev/shm, first write")
                            .claims(MINOR_FAULTS, 1)
                            .quoted(Textbook.MINOR_FAULT),
                    CostType.of("java-fault-shm", "the same through a mapped buffer")
                            .claims(MINOR_FAULTS, 1)
                            .quoted(Textbook.MINOR_FAULT),
                    CostType.of("c-fault-major", "a page of a file that is only on the disk, read")
                            .claims(MAJOR_FAULTS, 1)
                            .quoted(Textbook.SSD),
                    CostType.of("c-file-mmap", "a cached file's page: mmap, a byte read, munmap"),
                    CostType.of("c-file-read", "a cached file's page: pread of 4 KiB")
                            .quoted(Textbook.KERNEL_CALL));

    private static final List<CostType> SWITCHING =
            List.of(
                    CostType.of("c-pipe-1cpu", "from one process to another by a pipe, on one CPU")
                            .claims(SWITCHES, 1)
                            .quoted(Textbook.SWITCH),
                    CostType.of("c-futex-1cpu", "the same by a futex")
                            .claims(SWITCHES, 1)
                            .quoted(Textbook.SWITCH),
                    CostType.of("java-park-1cpu", "from one thread to another by unpark and park")
                            .claims(SWITCHES, 1)
                            .quoted(Textbook.SWITCH),
                    CostType.of("c-pipe-2cpu", "waking a process on the other CPU by a pipe")
                            .onTwoCpus()
                            .claims(SWITCHES, 1),
                    CostType.of("c-futex-2cpu", "the same by a futex")
                            .onTwoCpus()
                            .claims(SWITCHES, 1),
                    CostType.of("java-park-2cpu", "waking a thread there by unpark")
                            .onTwoCpus()
                            .claims(SWITCHES, 1),
                    CostType.of(
                            "c-thread", "pthread_create and pthread_join of nothing, on one CPU"),
                    CostType.of("java-thread", "Thread.start and join of nothing, on one CPU"));

    private static final List<CostType> WAITING =
            List.of(
                    CostType.of("c-spin", "a turn of waiting: pause, or yield on aarch64")
                            .quoted(Textbook.PAUSE),
                    CostType.of("java-spin", "a turn of waiting: Thread.onSpinWait"),
                    CostType.of("c-yield", "sched_yield with nobody to yield to")
                            .claims(SWITCHES, 0)
                            .quoted(Textbook.KERNEL_CALL),
                    CostType.of("java-yield", "Thread.yield with nobody to yield to")
                            .claims(SWITCHES, 0),
                    CostType.of("c-sleep", "nanosleep of 1 ns")
                            .claims(SWITCHES, 1)
                            .quoted(Textbook.TIMER_SLACK),
                    CostType.of("java-sleep", "LockSupport.parkNanos(1)")
                            .quoted(Textbook.TIMER_SLACK),
                    CostType.of("c-line", "a cache line to the other CPU: half a round trip")
                            .onTwoCpus()
                            .claims(SWITCHES, 0),
                    CostType.of("java-line", "the same from Java").onTwoCpus().claims(SWITCHES, 0),
                    CostType.of("c-fence", "mfence, or dmb ish on aarch64"),
                    CostType.of("java-fence", "VarHandle.fullFence, after a store"),
                    CostType.of("c-atomic-add", "lock add of a line this CPU has")
                            .quoted(Textbook.ATOMIC),
                    CostType.of("java-atomic-add", "getAndAdd of a line this CPU has")
                            .quoted(Textbook.ATOMIC));

    private CostTypes() {}

    static List<CostType> all() {
        return Stream.of(CALLS, PAGES, SWITCHING, WAITING).flatMap(List::stream).toList();
    }

    static CostType byId(String id) {
        for (CostType type : all()) {
            if (type.id().equals(id)) {
                return type;
            }
        }
        String ids = all().stream().map(CostType::id).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no cost \"" + id + "\"; there are " + ids);
    }
}
