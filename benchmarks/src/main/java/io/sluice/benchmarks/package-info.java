/** The kit that measures, between two processes, every way to pass a message on this machine. */
package io.sluice.benchmarks;
