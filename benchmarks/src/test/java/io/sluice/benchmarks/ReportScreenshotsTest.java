package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Makes pictures of a report, for people to look at.
 *
 * <p>{@code -Dsluice.results=FILE} takes a run's results in place of the sample, and {@code
 * -Dsluice.screenshots=DIRECTORY} puts the pictures there.
 */
@Timeout(300)
class ReportScreenshotsTest {
    private static final int MOST_BYTES = 200_000;

    private static Browser browser;
    private static Path directory;
    private static Path page;

    @BeforeAll
    static void writeReport() throws Exception {
        browser = Browser.start();
        Path base = Path.of(System.getProperty("sluice.basedir"));
        directory =
                base.resolve(System.getProperty("sluice.screenshots", "benchmarks/target/report"));
        Files.createDirectories(directory);
        String results = System.getProperty("sluice.results");
        page = base.resolve("benchmarks/target/report.html");
        Files.writeString(
                page,
                ReportPage.html(
                        results == null
                                ? SampleResults.all()
                                : ResultsFile.read(base.resolve(results)).json()));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280,1470,false", "1280,1470,true", "400,1470,false", "400,1470,true"})
    void pictureIsSmallEnoughToKeep(int width, int height, boolean dark) throws Exception {
        browser.open(page, width, dark);
        byte[] picture = FewColours.png(browser.screenshot(width, height));
        String name = "report-" + width + (dark ? "-dark" : "-light") + ".png";
        Files.write(directory.resolve(name), picture);
        Files.write(
                page.resolveSibling("whole-" + name), browser.screenshot(width, Integer.MAX_VALUE));
        assertTrue(picture.length < MOST_BYTES, name + ": " + picture.length + " bytes");
    }
}
