/** Segments of shared memory, and the rings in them. */
package io.sluice.shm;
