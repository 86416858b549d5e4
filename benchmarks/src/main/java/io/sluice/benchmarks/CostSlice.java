package io.sluice.benchmarks;

/**
 * One short measurement of a cost.
 *
 * @param operations how many were done
 * @param nsEach what one took in the median batch
 * @param events what the kernel counted meanwhile
 */
record CostSlice(long operations, double nsEach, long events) {}
