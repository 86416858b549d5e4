package io.sluice.benchmarks;

/** What a process of a soak does, until it is killed. */
interface SoakActor {
    /** Takes its end, and notes that it lives. */
    void begin() throws Exception;

    /**
     * Does its work once more.
     *
     * @throws SoakFault if it finds what must not be
     */
    void step() throws Exception;
}
