/** One class a role, to copy: each runs by the command in its comment. */
package io.sluice.examples;
