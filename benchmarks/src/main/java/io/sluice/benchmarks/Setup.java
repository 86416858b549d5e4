package io.sluice.benchmarks;

import java.nio.file.Path;

/**
 * What both ends of a connection are told.
 *
 * @param directory a directory on a tmpfs, of this connection alone, removed after the run
 * @param payload bytes a message, at least 8
 * @param poll whether the kernel's means are polled without blocking instead of slept in
 */
record Setup(Path directory, int payload, boolean poll) {}
