package io.sluice.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that draws a run's results. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        version = "sluice-benchmarks 0.1.0",
        sortOptions = false,
        description = {
            "Draws what a run wrote with --json: percentiles of the round trips, latency against load,"
                    + " messages a second, CPU time, and a table of everything.",
            "",
            "The page is one file that asks the network for nothing, to be opened from a disk or sent"
                    + " to somebody. Ends with 0, or with 2 if the results cannot be used."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar sluice-benchmarks.jar --json results.json",
            "  java -jar sluice-benchmarks.jar report results.json -o report.html",
            "  java -jar sluice-benchmarks.jar report results.json --images docs/images"
        })
final class Report implements Callable<Integer> {
    private static final int WRONG_INPUT = 2;

    @Parameters(paramLabel = "RESULTS", description = "the file that --json wrote")
    private Path results;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "the page to write (default: ${DEFAULT-VALUE})")
    private Path output;

    @Option(
            names = "--images",
            paramLabel = "DIRECTORY",
            description = "write every plot there as SVG, too, on a light and on a dark ground")
    private Path images;

    @Override
    public Integer call() {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        try {
            ResultsFile file = ResultsFile.read(results);
            if (!file.kind().equals("transport")) {
                throw new WrongInput(
                        results
                                + " has rows of "
                                + file.kind()
                                + "s; report draws what the program writes without a command");
            }
            Files.writeString(output, ReportPage.html(file.json()));
            out.println("wrote " + output);
            if (images != null) {
                writeImages(file, out);
            }
            return 0;
        } catch (WrongInput e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("cannot write: " + Unavailable.reason(e));
        }
        return WRONG_INPUT;
    }

    private void writeImages(ResultsFile file, PrintStream out) throws IOException {
        Files.createDirectories(images);
        Map<String, String> drawn = ReportImages.svg(file.json());
        for (Map.Entry<String, String> image : drawn.entrySet()) {
            Path path = images.resolve(image.getKey());
            Files.writeString(path, image.getValue());
            out.println("wrote " + path);
        }
    }
}
