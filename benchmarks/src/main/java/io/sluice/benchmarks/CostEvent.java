package io.sluice.benchmarks;

/** What the kernel counts while a row runs, which shows that the row did what it says. */
enum CostEvent {
    MINOR_FAULTS("minor faults"),
    MAJOR_FAULTS("major faults"),
    SWITCHES("context switches");

    private final String words;

    CostEvent(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
