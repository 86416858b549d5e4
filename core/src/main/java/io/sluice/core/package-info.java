/**
 * The machine's CPUs, which to take, pinning, reserving, what interrupts them; locks that spin; and
 * what the kernel boundary shows of itself: errors, and Agrona's access.
 */
package io.sluice.core;
