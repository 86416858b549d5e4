package io.sluice.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that kills processes for a long time, and checks everything. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        version = "sluice-benchmarks 0.1.0",
        sortOptions = false,
        description = {
            "Lets many processes write, read and lock, kills, stops and replaces them at random, and"
                    + " checks everything.",
            "",
            "Every byte of every message is checked, and that none is lost, out of order, or"
                    + " repeated but as a killed consumer's successor may repeat it; and what locks"
                    + " guard, whenever they are given. Ends with 0 when the time is over, with 1 at"
                    + " the first fault, having said what it is, and with 130 on Ctrl-C. The seed"
                    + " alone decides who is killed and stopped, one after the other; the instants"
                    + " are the machine's."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar sluice-benchmarks.jar soak",
            "  java -jar sluice-benchmarks.jar soak --kinds mpsc,mutex --seconds 36000 --seed 7"
        })
final class Soak implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "1200",
            description = "how long (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "of all decisions, a random one by default")
    private Long seed;

    @Option(
            names = "--kinds",
            split = ",",
            paramLabel = "KIND",
            description =
                    "of spsc, mpsc, fanin, gated, broadcast, mutex, semaphore, monitor; all by default")
    private List<String> ids;

    @Option(
            names = "--kill-every",
            paramLabel = "MS",
            defaultValue = "400",
            description =
                    "mean time between two kills, of all processes together (default: ${DEFAULT-VALUE})")
    private double killEveryMs;

    @Option(names = "--json", paramLabel = "FILE", description = "write the results there, too")
    private Path json;

    @Option(names = "--break", split = ",", paramLabel = "KIND:FAULT", hidden = true)
    private List<String> broken = List.of();

    @Override
    public Integer call() throws Exception {
        SoakPlan plan = plan();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        Map<String, String> machine = Machine.describe(List.of(), arguments);
        machine.remove("pins"); // nobody is pinned
        SoakProgress progress = new SoakProgress(System.err);
        progress.say("seed " + plan.seed());
        try (AtEnd.Run run = AtEnd.run();
                SoakSession session = new SoakSession(plan, progress)) {
            SoakResults results = session.run();
            results.report().forEach(out::println);
            out.print(SoakTable.format(results, machine));
            if (json != null) {
                JsonFile.write(json, results.entries(machine));
            }
            return results.end().exit();
        }
    }

    private SoakPlan plan() {
        if (!(seconds > 0 && seconds <= 8_640_000)) {
            throw refused("--seconds " + seconds + " is not between 0 and 8640000");
        }
        if (!(killEveryMs >= 1 && killEveryMs <= 3_600_000)) {
            throw refused("--kill-every " + killEveryMs + " is not between 1 and 3600000");
        }
        List<SoakKind> kinds =
                ids == null
                        ? Arrays.asList(SoakKind.values())
                        : ids.stream().distinct().map(id -> parsed(id, SoakKind::byId)).toList();
        long decided = seed != null ? seed : new SplittableRandom().nextLong();
        List<SoakBreak> made = broken.stream().map(text -> parsed(text, SoakBreak::parse)).toList();
        return new SoakPlan(kinds, seconds, decided, killEveryMs, made);
    }

    private <T> T parsed(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
