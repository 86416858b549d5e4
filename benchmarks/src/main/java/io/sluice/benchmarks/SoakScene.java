package io.sluice.benchmarks;

import java.io.IOException;
import java.util.function.IntPredicate;

/** The parent's side of a kind: what its processes share, and what must be true of it. */
interface SoakScene extends AutoCloseable {
    /**
     * Accounts for a process that has been killed, before its successor starts.
     *
     * @param others which slots have a process
     * @throws SoakFault if it has left what it must not
     */
    void afterDeath(int slot, IntPredicate others, SoakPatience patience) throws IOException;

    /**
     * Checks, when all that put something in are dead and all that take it out live, that nothing
     * is missing.
     *
     * @throws SoakFault if something is
     */
    void end(SoakPatience patience) throws IOException;

    /** Who holds what, for a person. */
    String holders();

    @Override
    void close();
}
