/** Everything that sleeps on a word of shared memory. */
package io.sluice.futex;
