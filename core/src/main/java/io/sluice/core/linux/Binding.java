package io.sluice.core.linux;

/** The one native function everything else is made of: libc's {@code syscall}. */
interface Binding {
    /** Returns the call's result, or minus errno if it failed. Any thread may call. */
    long syscall(int number, long a, long b, long c, long d, long e, long f);
}
