package io.sluice.benchmarks;

/** Figures that are quoted, with who gave them. Several rows may have one. */
enum Textbook {
    KERNEL_CALL("1,000-1,500 cycles", Sources.HARE),
    ATOMIC("15-30 cycles", Sources.HARE),
    SWITCH("1.2-1.5 us", Sources.BENDERSKY),
    MINOR_FAULT("1,050 cycles", Sources.TORVALDS),
    SSD("10-100 us", Sources.GREGG),
    TIMER_SLACK("50 us", Sources.PRCTL),
    PAUSE("10-140 cycles", Sources.INTEL);

    private final String figure;
    private final String source;

    Textbook(String figure, String source) {
        this.figure = figure;
        this.source = source;
    }

    /** The figure with its unit. */
    String figure() {
        return figure;
    }

    /** Who says so, and of what. */
    String source() {
        return source;
    }

    /** Apart, because a constant of an enum cannot use one of its own strings before. */
    private static final class Sources {
        static final String HARE =
                "\"No Bugs\" Hare, Operation Costs in CPU Clock Cycles, 2016: kernel call; atomic";
        static final String BENDERSKY =
                "E. Bendersky, Measuring context switching and memory overheads for Linux threads,"
                        + " 2018: one CPU";
        static final String TORVALDS =
                "L. Torvalds, on page faults, 30 April 2014: the fault and its return on Haswell,"
                        + " without the kernel's own work";
        static final String GREGG =
                "B. Gregg, Systems Performance, 2nd edition, table 2.2: an SSD's answer";
        static final String PRCTL =
                "prctl(2), PR_SET_TIMERSLACK: how late the kernel may wake, added to what was"
                        + " asked for";
        static final String INTEL =
                "Intel 64 and IA-32 Architectures Optimization Reference Manual: pause before"
                        + " Skylake, and since";

        private Sources() {}
    }
}
