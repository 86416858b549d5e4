/**
 * CPU sets, affinity, locks that spin, and what the kernel boundary shows of itself: errors, and
 * Agrona's access.
 */
package io.sluice.core;
