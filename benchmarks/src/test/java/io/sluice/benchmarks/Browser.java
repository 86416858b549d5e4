package io.sluice.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window. */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private static final long PATIENCE_NS = 60_000_000_000L;

    /** Speaks of a library that is not used; held, or its level is forgotten. */
    private static final Logger FINDER =
            Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts one, or skips the test where there is none. */
    static Browser start() {
        Assumptions.assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "no " + CHROMIUM + " or no " + DRIVER);
        FINDER.setLevel(Level.OFF);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--host-resolver-rules=MAP * ~NOTFOUND");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build();
        return new Browser(new ChromeDriver(service, options));
    }

    /** Opens a page from the disk, so wide, in a light or a dark world. */
    void open(Path page, int width, boolean dark) {
        resize(width);
        prefer(dark);
        driver.get(page.toUri().toString());
    }

    void resize(int width) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    void prefer(boolean dark) {
        Map<String, String> scheme =
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        command("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    }

    private Map<String, Object> command(String name, Map<String, Object> parameters) {
        return driver.executeCdpCommand(name, parameters);
    }

    /** What a script returns, at once. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Waits until a script returns true, or fails. */
    void until(String script) {
        long endNs = System.nanoTime() + PATIENCE_NS;
        while (!Boolean.TRUE.equals(run(script))) {
            Assertions.assertTrue(System.nanoTime() < endNs, "never true: " + script);
        }
    }

    /** What a script returns, a whole number. */
    long number(String script, Object... arguments) {
        return ((Number) run(script, arguments)).longValue();
    }

    /** The sentences that a script returns. */
    List<String> strings(String script, Object... arguments) {
        List<String> strings = new ArrayList<>();
        ((List<?>) run(script, arguments)).forEach(each -> strings.add(String.valueOf(each)));
        return strings;
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> findAll(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** What was written to the console since the last look. */
    List<String> console() {
        return log(LogType.BROWSER);
    }

    /** What happened, the requests of the network among it, since the last look. */
    List<String> events() {
        return log(LogType.PERFORMANCE);
    }

    private List<String> log(String type) {
        return driver.manage().logs().get(type).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The page from its top as PNG, at most so high. */
    byte[] screenshot(int width, int height) {
        long whole = number("return document.documentElement.scrollHeight");
        Map<String, Object> clip =
                Map.of(
                        "x", 0,
                        "y", 0,
                        "width", width,
                        "height", Math.min(whole, height),
                        "scale", 1);
        Map<String, Object> image =
                command(
                        "Page.captureScreenshot",
                        Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
        return Base64.getDecoder().decode((String) image.get("data"));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
