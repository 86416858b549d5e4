package io.sluice.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that says what became better or worse between two runs. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        version = "sluice-benchmarks 0.1.0",
        sortOptions = false,
        description = {
            "Compares what two runs wrote with --json, row by row: better, worse, or undecided. It"
                    + " takes the results of the program itself and of its commands locks and"
                    + " os-costs, two of the same.",
            "",
            "A row is decided if its slices do not overlap and the figures are more than the floor"
                    + " apart. Slices of one run show less than runs differ: repeat both before you"
                    + " trust a verdict.",
            "",
            "Ends with 0 if no row is worse, 1 if one is, 2 if a file cannot be used."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar sluice-benchmarks.jar compare before.json after.json",
            "  java -jar sluice-benchmarks.jar compare --floor 10 before.json after.json"
        })
final class Compare implements Callable<Integer> {
    private static final int WORSE = 1;
    private static final int WRONG_INPUT = 2;
    private static final double PERCENT = 100;

    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "the file of the first run")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "the file of the second run")
    private Path second;

    @Option(
            names = "--floor",
            paramLabel = "PERCENT",
            defaultValue = "5",
            description = "the least difference that counts, percent (default: ${DEFAULT-VALUE})")
    private double floor;

    @Override
    public Integer call() {
        if (!(floor >= 0 && floor <= 1_000)) {
            throw new ParameterException(
                    spec.commandLine(), "--floor " + floor + " is not between 0 and 1000");
        }
        try {
            Comparison comparison =
                    Comparison.of(
                            ResultsFile.read(first), ResultsFile.read(second), floor / PERCENT);
            new PrintStream(System.out, true, StandardCharsets.UTF_8)
                    .print(CompareTable.format(comparison, floor / PERCENT));
            return comparison.count(CompareVerdict.WORSE) > 0 ? WORSE : 0;
        } catch (WrongInput e) {
            new PrintStream(System.err, true, StandardCharsets.UTF_8).println(e.getMessage());
            return WRONG_INPUT;
        }
    }
}
