package io.sluice.benchmarks;

import java.util.Set;

/** A lock, or a way to hand a turn over: a row of the table. */
interface LockType {
    /** Who runs it. */
    enum Runner {
        /** A JVM for each that takes part. */
        JVMS,
        /** One JVM, with a thread for each that takes part. */
        THREADS,
        /** A C program for each that takes part. */
        C
    }

    /** What the options and the results call it. */
    String id();

    /** What it is compared with. */
    LockKind kind();

    Runner runner();

    /** One sentence: whose it is, and how a waiter waits. */
    String description();

    /** What can be measured of it. */
    Set<LockMode> modes();
}
