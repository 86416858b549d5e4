package io.sluice.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What a thread that only spins did not get of its CPU, and what else happened there meanwhile.
 *
 * @param interrupts on that CPU
 * @param stealNs what the hypervisor took of that CPU, to 10 ms
 * @param safepoints of this JVM, or nothing if it does not say
 */
record HiccupResults(
        int cpu,
        GapRecorder recorder,
        Map<String, Long> interrupts,
        long stealNs,
        Optional<Safepoints> safepoints) {

    double seconds() {
        return recorder.elapsedNs() / 1e9;
    }

    /** The time of the gaps, nanoseconds, to the histogram's three digits. */
    static double stolenNs(Histogram gaps) {
        return gaps.getTotalCount() == 0 ? 0 : gaps.getMean() * gaps.getTotalCount();
    }

    /** The part of the run that was gaps, 0 to 1. */
    double share(Histogram gaps) {
        return stolenNs(gaps) / recorder.elapsedNs();
    }

    /** What a reading of the clock took when nothing came between. */
    double readingNs() {
        double undisturbed =
                recorder.elapsedNs() - recorder.unwatchedNs() - stolenNs(recorder.gaps());
        return undisturbed / Math.max(1, recorder.readings());
    }

    /** Everything, as the JSON has it. */
    Map<String, Object> entries() {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("cpu", cpu);
        file.put("seconds", seconds());
        file.put("threshold_ns", recorder.thresholdNs());
        file.put("clock_readings", recorder.readings());
        file.put("unwatched_ns", recorder.unwatchedNs());
        file.put("gaps", entry(recorder.gaps()));
        Map<String, Object> causes = new LinkedHashMap<>();
        for (GapCause cause : GapCause.values()) {
            causes.put(cause.id(), entry(recorder.gaps(cause)));
        }
        file.put("causes", causes);
        file.put("histogram", buckets());
        file.put(
                "worst",
                recorder.worst().list().stream()
                        .map(
                                gap ->
                                        Map.of(
                                                "at_s", gap.atNs() / 1e9,
                                                "ns", gap.lengthNs(),
                                                "cause", gap.cause().id()))
                        .toList());
        file.put("interrupts", interrupts);
        file.put("steal_ns", stealNs);
        safepoints.ifPresent(
                stops -> file.put("safepoints", Map.of("count", stops.count(), "ns", stops.ns())));
        return file;
    }

    /** The gaps by length. */
    List<GapBuckets.Bucket> ranges() {
        return GapBuckets.of(recorder.gaps(), recorder.thresholdNs());
    }

    private List<Map<String, Long>> buckets() {
        return ranges().stream()
                .map(
                        range ->
                                Map.of(
                                        "from_ns", range.fromNs(),
                                        "to_ns", range.toNs(),
                                        "count", range.count()))
                .toList();
    }

    private Map<String, Object> entry(Histogram gaps) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("count", gaps.getTotalCount());
        entry.put("per_s", gaps.getTotalCount() / seconds());
        entry.put("stolen_ns", stolenNs(gaps));
        entry.put("stolen_share", share(gaps));
        if (gaps.getTotalCount() > 0) {
            JsonFile.putRoundTrips(entry, gaps);
        }
        return entry;
    }
}
