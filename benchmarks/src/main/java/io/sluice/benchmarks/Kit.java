package io.sluice.benchmarks;

import io.sluice.core.Affinity;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the benchmarks' jar. */
@Command(
        name = "sluice-benchmarks",
        mixinStandardHelpOptions = true,
        version = "sluice-benchmarks 0.1.0",
        sortOptions = false,
        subcommands = {
            Doctor.class,
            Locks.class,
            OsCosts.class,
            Hiccup.class,
            Report.class,
            Compare.class,
            Soak.class
        },
        description = {
            "Measures how fast two processes on this machine can talk: Sluice's rings, Agrona's, Aeron,"
                    + " Chronicle Queue, every means the kernel offers, and C, in one run; and beside"
                    + " them what passes messages within one JVM.",
            "",
            "Two processes, each pinned to a CPU of its own, exchange messages whose order is checked:"
                    + " first one at a time there and back (round trip), then one way as fast as they"
                    + " go, then at constant rates, then none at all; into one ring from both at once"
                    + " where an id ends in -2p, to three readers where it ends in -3c."
                    + " Rows take turns slice by slice, so that all of them saw the same machine. It"
                    + " takes some two minutes; nothing else should run meanwhile. Ctrl-C ends it with"
                    + " what it has."
        },
        footer = {
            "",
            "Compare like with like: sluice-spsc and agrona-spsc spin and keep a CPU busy, as the"
                    + " kernel's rows do with --poll; without it they sleep in the kernel, and"
                    + " sluice-spsc-sleep is their counterpart.",
            "",
            "Examples:",
            "  java -jar sluice-benchmarks.jar --payload 8,64,1024 --seconds 180",
            "  java -jar sluice-benchmarks.jar --transports sluice-spsc,agrona-spsc,line --pin 2,3",
            "  java -jar sluice-benchmarks.jar --poll --json results.json",
            "  java -jar sluice-benchmarks.jar compare before.json after.json",
            "  java -jar sluice-benchmarks.jar soak",
            "  java -jar sluice-benchmarks.jar locks",
            "  java -jar sluice-benchmarks.jar os-costs",
            "  java -jar sluice-benchmarks.jar hiccup",
            "  java -jar sluice-benchmarks.jar doctor",
            "  java -jar sluice-benchmarks.jar report results.json",
            "  java -jar sluice-benchmarks.jar compare before.json after.json"
        })
public final class Kit implements Callable<Integer> {
    private static final int LEAST_PAYLOAD = 8;
    private static final int MOST_PAYLOAD = 1 << 16;
    private static final double MOST_LOAD = 1e9;

    @Spec private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--transports",
            split = ",",
            paramLabel = "ID",
            description = "which rows to measure, all by default; see --list")
    private List<String> ids;

    @Option(
            names = "--payload",
            split = ",",
            paramLabel = "BYTES",
            defaultValue = "64",
            description = "lengths of the messages, 8 to 65536 (default: ${DEFAULT-VALUE})")
    private List<Integer> payloads;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "time to measure, without warming up (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--modes",
            split = ",",
            paramLabel = "MODE",
            description =
                    "what to measure: rtt, throughput, two-producers, fan-out, load, idle; all by"
                            + " default")
    private List<String> modes;

    @Option(
            names = "--load",
            split = ",",
            paramLabel = "N",
            defaultValue = "10000,100000,1000000,5000000",
            description =
                    "messages a second offered at a constant rate (default: ${DEFAULT-VALUE})")
    private List<Double> loads;

    @Mixin private PinOption pin;

    @Option(
            names = "--poll",
            description = "poll the kernel's means without blocking, spinning as the rings do")
    private boolean poll;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            defaultValue = "sluice-results.json",
            description = "write the results there (default: ${DEFAULT-VALUE})")
    private Path json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "sluice-report.html",
            description = "draw them there, as report does (default: ${DEFAULT-VALUE})")
    private Path report;

    @Option(names = "--list", description = "say what there is to measure, and end")
    private boolean list;

    private List<String> arguments = List.of();

    private Kit() {}

    /** Runs the command line. */
    public static void main(String[] args) throws Exception {
        if (args.length == 2 && args[0].equals("peer")) {
            Peer.run(Integer.parseInt(args[1]));
            return;
        }
        Kit kit = new Kit();
        kit.arguments = List.of(args);
        System.exit(new CommandLine(kit).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (list) {
            for (Transport transport : Transports.all()) {
                out.printf("%-22s %s%n", transport.id(), transport.description());
            }
            return 0;
        }
        Plan plan = plan();
        Map<String, String> machine = Machine.describe(plan.pins().both(), arguments);
        machine.put("kernel rows", plan.poll() ? "polled without blocking" : "blocking");
        Progress progress = new Progress(System.err);
        try (AtEnd.Run run = AtEnd.run();
                Affinity pinned = Affinity.pin(plan.pins().first());
                Session session = new Session(plan, progress)) {
            Results results = new Results(session.run());
            if (session.compiler() != null) {
                machine.put("c", session.compiler());
            }
            out.print(Table.format(results, machine));
            JsonFile.write(json, results, machine);
            out.printf("%nresults   %s%n", json);
            if (results.measured()) {
                Files.writeString(report, ReportPage.html(ResultsFile.read(json).json()));
                out.printf("report    %s%n", report);
            }
        }
        return 0;
    }

    private Plan plan() {
        List<Transport> transports =
                ids == null
                        ? Transports.all()
                        : ids.stream().distinct().map(this::transport).toList();
        for (int payload : payloads) {
            if (payload < LEAST_PAYLOAD || payload > MOST_PAYLOAD) {
                throw refused("--payload " + payload + " is not between 8 and 65536");
            }
        }
        if (!(seconds > 0 && seconds <= 86_400)) {
            throw refused("--seconds " + seconds + " is not between 0 and 86400");
        }
        for (double load : loads) {
            if (!(load >= 1 && load <= MOST_LOAD)) {
                throw refused("--load " + load + " is not between 1 and 1e9");
            }
        }
        for (Path file : List.of(json, report)) {
            Path directory = file.toAbsolutePath().getParent();
            if (!Files.isWritable(directory) || Files.isDirectory(file)) {
                throw refused(file + " cannot be written: choose others by --json and --report");
            }
        }
        return new Plan(
                transports,
                payloads.stream().distinct().toList(),
                seconds,
                pin.pins(spec),
                poll,
                modes(),
                loads.stream().distinct().toList());
    }

    private Set<Mode> modes() {
        if (modes == null) {
            return EnumSet.allOf(Mode.class);
        }
        try {
            return EnumSet.copyOf(modes.stream().map(Mode::byId).toList());
        } catch (IllegalArgumentException e) {
            throw refused("--modes: " + e.getMessage());
        }
    }

    private Transport transport(String id) {
        try {
            return Transports.byId(id);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
