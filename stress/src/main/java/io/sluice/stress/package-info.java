/** jcstress on the shipped classes, one class for each ordering edge. */
package io.sluice.stress;
