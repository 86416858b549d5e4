/**
 * CPU sets, affinity, and what the kernel boundary shows of itself: errors, and Agrona's access.
 */
package io.sluice.core;
