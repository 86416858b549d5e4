/**
 * The kernel boundary: one native call, the numbers that go with it, and the calls Sluice makes.
 * Exported only to Sluice's own modules.
 */
package io.sluice.core.linux;
