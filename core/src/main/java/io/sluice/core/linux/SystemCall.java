package io.sluice.core.linux;

import java.util.Locale;

/**
 * The system calls Sluice makes, with their numbers.
 *
 * <p>Source: the kernel's {@code arch/x86/entry/syscalls/syscall_64.tbl} and {@code
 * include/uapi/asm-generic/unistd.h} (aarch64).
 */
public enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    RT_SIGPROCMASK(14, 135),
    MADVISE(28, 233),
    GETPID(39, 172),
    SOCKET(41, 198),
    CONNECT(42, 203),
    BIND(49, 200),
    LISTEN(50, 201),
    GETSOCKOPT(55, 209),
    MSGGET(68, 186),
    MSGSND(69, 189),
    MSGRCV(70, 188),
    MSGCTL(71, 187),
    FCNTL(72, 25),
    FCHMOD(91, 52),
    GETRUSAGE(98, 165),
    GETEUID(107, 175),
    GETPPID(110, 173),
    SETPGID(109, 154),
    FSTATFS(138, 44),
    SCHED_SETSCHEDULER(144, 119),
    MLOCK(149, 228),
    MUNLOCK(150, 229),
    MLOCKALL(151, 230),
    MUNLOCKALL(152, 231),
    PRCTL(157, 167),
    GETTID(186, 178),
    FUTEX(202, 98),
    SCHED_SETAFFINITY(203, 122),
    SCHED_GETAFFINITY(204, 123),
    MBIND(237, 235),
    MQ_OPEN(240, 180),
    MQ_UNLINK(241, 181),
    MQ_TIMEDSEND(242, 182),
    MQ_TIMEDRECEIVE(243, 183),
    OPENAT(257, 56),
    MKNODAT(259, 33),
    UNLINKAT(263, 35),
    LINKAT(265, 37),
    GET_ROBUST_LIST(274, 100),
    MOVE_PAGES(279, 239),
    FALLOCATE(285, 47),
    ACCEPT4(288, 242),
    SIGNALFD4(289, 74),
    EVENTFD2(290, 19),
    RT_TGSIGQUEUEINFO(297, 240),
    PRLIMIT64(302, 261),
    SCHED_SETATTR(314, 274),
    SCHED_GETATTR(315, 275),
    MEMFD_CREATE(319, 279),
    STATX(332, 291),
    PIDFD_OPEN(434, 434),
    PIDFD_GETFD(438, 438),
    FUTEX_WAITV(449, 449);

    final int number;

    SystemCall(int x86, int aarch64) {
        number = Architecture.AARCH64 ? aarch64 : x86;
    }

    /** The name as the manual has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
