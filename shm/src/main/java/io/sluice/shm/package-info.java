/** Segments of shared memory, and the rings and locks in them. */
package io.sluice.shm;
