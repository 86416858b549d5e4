package io.sluice.benchmarks;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Results as a run of every row and every mode would write them, the same each time. */
final class SampleResults {
    /** Ids, median round trip in nanoseconds, messages a second in millions. */
    private static final List<Sample> SAMPLES =
            List.of(
                    new Sample("sluice-spsc", 150, 22),
                    new Sample("sluice-spsc-sleep", 28_800, 20),
                    new Sample("sluice-spsc-batch", 0, 41),
                    new Sample("sluice-spsc-disk", 152, 21),
                    new Sample("sluice-mpsc", 200, 23),
                    new Sample("sluice-mpsc-sleep", 29_300, 22),
                    new Sample("sluice-mpsc-batch", 0, 42),
                    new Sample("sluice-broadcast", 210, 21),
                    new Sample("sluice-broadcast-sleep", 31_200, 20),
                    new Sample("sluice-gated", 205, 22),
                    new Sample("sluice-gated-sleep", 30_600, 19),
                    new Sample("sluice-rpc", 191, 0),
                    new Sample("sluice-rpc-sleep", 33_000, 0),
                    new Sample("agrona-spsc", 190, 17),
                    new Sample("agrona-mpsc", 220, 19),
                    new Sample("agrona-broadcast", 250, 16),
                    new Sample("memfd", 181, 17),
                    new Sample("aeron-ipc", 390, 14),
                    new Sample("chronicle-queue", 720, 4),
                    new Sample("fifo", 40_800, 1.6),
                    new Sample("uds-stream", 33_600, 0.76),
                    new Sample("uds-dgram", 45_700, 0.70),
                    new Sample("uds-seqpacket", 46_000, 0.74),
                    new Sample("tcp", 51_600, 0.22),
                    new Sample("udp", 49_600, 0.27),
                    new Sample("posix-mq", 42_600, 0.97),
                    new Sample("sysv-mq", 44_000, 0.86),
                    new Sample("eventfd", 41_900, 1.67),
                    new Sample("signal", 42_700, 0.7),
                    new Sample("file", 2_315, 1.17),
                    new Sample("disruptor", 170, 30),
                    new Sample("jctools-spsc", 130, 60),
                    new Sample("jctools-mpsc", 165, 34),
                    new Sample("juc-abq", 9_800, 6),
                    new Sample("juc-ltq", 12_100, 4.2),
                    new Sample("juc-synchronous", 14_700, 1.1),
                    new Sample("c-ring", 128, 48),
                    new Sample("c-futex", 26_100, 0),
                    new Sample("c-line", 112, 0),
                    new Sample("line", 121, 0));

    private static final List<String> IN_ONE_JVM =
            List.of("disruptor", "jctools-spsc", "jctools-mpsc");

    private static final List<String> LOADED =
            List.of("sluice-spsc", "sluice-spsc-sleep", "agrona-spsc", "uds-stream", "tcp");

    private static final int SLICES = 10;

    private final SplittableRandom random = new SplittableRandom(1);
    private final double scale;
    private final JsonArray results = new JsonArray();

    private record Sample(String id, double ns, double millions) {
        boolean isKernel() {
            return List.of("fifo", "tcp", "udp", "eventfd", "signal").contains(id)
                    || id.startsWith("uds-")
                    || id.endsWith("-mq");
        }

        String description() {
            return IN_ONE_JVM.contains(id) || id.startsWith("juc-")
                    ? id + " between two threads in one JVM; a reference is passed"
                    : id + ", one each way, 64 KiB; a description as the kit's rows have";
        }
    }

    private SampleResults(double scale) {
        this.scale = scale;
    }

    /** All modes, two payloads. */
    static JsonObject all() {
        return all(1);
    }

    /** The same, each time scaled and each rate divided. */
    static JsonObject all(double scale) {
        SampleResults made = new SampleResults(scale);
        for (int payload : new int[] {64, 1024}) {
            SAMPLES.forEach(sample -> made.plain(sample, payload));
            LOADED.forEach(id -> made.load(id, payload));
        }
        JsonObject unavailable = made.entry(new Sample("hugetlb", 1, 1), 64, "rtt");
        unavailable.addProperty("unavailable", "no huge pages: /proc/sys/vm/nr_hugepages is 0");
        JsonObject tooFast = made.entry(new Sample("tcp", 1, 1), 64, "load");
        tooFast.addProperty("offered_per_s", 5_000_000);
        tooFast.addProperty("unavailable", "it carries some 219,000 a second");
        return file(made.results);
    }

    /** Round trips of the rows alone. */
    static JsonObject roundTripsOnly() {
        SampleResults made = new SampleResults(1);
        SAMPLES.stream()
                .filter(sample -> sample.ns > 0)
                .limit(4)
                .forEach(sample -> made.roundTrips(made.entry(sample, 64, "rtt"), sample.ns));
        return file(made.results);
    }

    static void write(Path path, JsonObject results) throws IOException {
        Files.writeString(path, new GsonBuilder().setPrettyPrinting().create().toJson(results));
    }

    private static JsonObject file(JsonArray results) {
        JsonObject machine = new JsonObject();
        machine.addProperty("cpu", "AMD EPYC 7R13 Processor");
        machine.addProperty("cpus", "0-1");
        machine.addProperty("kernel", "6.18.44 amd64");
        machine.addProperty("jdk", "OpenJDK 64-Bit Server VM 17.0.15+6");
        machine.addProperty("flags", "");
        machine.addProperty("pins", "0,1");
        machine.addProperty(
                "command", "java -jar sluice-benchmarks.jar --payload 64,1024 --json results.json");
        JsonObject file = new JsonObject();
        file.addProperty("written", "2026-11-27T12:00:00Z");
        file.add("machine", machine);
        file.addProperty("placement", "C");
        file.add("results", results);
        file.add("other_placements", new JsonArray());
        return file;
    }

    private void plain(Sample sample, int payload) {
        if (sample.ns > 0) {
            roundTrips(entry(sample, payload, "rtt"), sample.ns * scale * (1 + payload / 16e3));
            JsonObject idle = entry(sample, payload, "idle");
            idle.addProperty("cpu_percent", sample.ns > 20_000 ? 0.02 : 99.2);
            idle.add("slices", slices(sample.ns > 20_000 ? 0.02 : 99.2));
        }
        if (sample.millions > 0) {
            double rate = sample.millions * 1e6 / scale / (1 + payload / 1e3);
            stream(entry(sample, payload, "throughput"), rate);
        }
        if (List.of("sluice-mpsc", "agrona-mpsc", "sluice-rpc").contains(sample.id)) {
            stream(entry(sample, payload, "two-producers"), 19e6 + 1e3 * sample.ns / scale);
        }
        if (sample.id.contains("broadcast") || sample.id.contains("gated")) {
            stream(entry(sample, payload, "fan-out"), 15e6 + 1e3 * sample.ns / scale);
        }
    }

    private void load(String id, int payload) {
        Sample sample = SAMPLES.stream().filter(each -> each.id.equals(id)).findFirst().get();
        for (double share : new double[] {0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9}) {
            JsonObject entry = entry(sample, payload, "load");
            double offered = share * sample.millions * 1e6;
            entry.addProperty("offered_per_s", offered);
            roundTrips(entry, sample.ns / 2 * scale / (1 - share));
            entry.addProperty("messages_per_s", offered);
        }
    }

    private JsonObject entry(Sample sample, int payload, String mode) {
        JsonObject entry = new JsonObject();
        entry.addProperty("transport", sample.id);
        entry.addProperty("description", sample.description());
        entry.addProperty("kernel", sample.isKernel());
        entry.addProperty("payload_bytes", payload);
        entry.addProperty("mode", mode);
        entry.addProperty("placement", "C");
        results.add(entry);
        return entry;
    }

    private void roundTrips(JsonObject entry, double ns) {
        JsonArray curve = new JsonArray();
        double tail = 1 + random.nextDouble();
        for (int step = 0; step <= 48; step++) {
            JsonArray point = new JsonArray();
            point.add(100 * (1 - Math.pow(10, -step / 12.0)));
            point.add(Math.round(at(ns, step / 12.0, tail)));
            curve.add(point);
        }
        entry.addProperty("p50_ns", Math.round(at(ns, 0.301, tail)));
        entry.addProperty("p99_ns", Math.round(at(ns, 2, tail)));
        entry.addProperty("p999_ns", Math.round(at(ns, 3, tail)));
        entry.addProperty("max_ns", Math.round(at(ns, 5.5, tail)));
        entry.addProperty("min_ns", Math.round(at(ns, 0, tail)));
        entry.add("percentiles", curve);
        entry.addProperty("messages_per_s", 1e9 / ns);
        entry.addProperty("cpu_s_per_million", ns / 500);
        entry.addProperty("samples", 100_000);
        entry.add("slices", slices(at(ns, 0.301, tail)));
        entry.add("cpu_slices", slices(ns / 500));
    }

    /** A body that hardly rises and a tail of pauses. */
    private static double at(double ns, double nines, double tail) {
        return ns * (0.85 + 0.12 * nines) + 400 * Math.pow(nines, 3 * tail) / (1 + 5e3 / ns);
    }

    private void stream(JsonObject entry, double rate) {
        entry.addProperty("messages_per_s", rate);
        entry.addProperty("cpu_s_per_million", 2e6 / rate);
        entry.addProperty("samples", Math.round(rate));
        entry.add("slices", slices(rate));
        entry.add("cpu_slices", slices(2e6 / rate));
    }

    /** Around a median. */
    private JsonArray slices(double median) {
        JsonArray slices = new JsonArray();
        for (int i = 0; i < SLICES; i++) {
            double off = (i - (SLICES - 1) / 2.0) / SLICES * (0.01 + 0.04 * random.nextDouble());
            slices.add(median * (1 + off));
        }
        return slices;
    }
}
