package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A report in a real browser. */
@Timeout(300)
class ReportBrowserTest {
    private static final List<String> PLOTS =
            List.of(
                    "plot-rtt-percentiles",
                    "plot-rtt",
                    "plot-load",
                    "plot-throughput",
                    "plot-two-producers",
                    "plot-fan-out",
                    "plot-cpu",
                    "plot-idle");

    /** Lines have many points; axes and grids have two. */
    private static final String LINES =
            "return [...document.querySelectorAll('#plot-rtt-percentiles .chart path')].filter("
                    + "path => path.getAttribute('d').split('L').length > 8).length";

    /** What makes a page scroll sideways. */
    private static final String TOO_WIDE =
            "return document.documentElement.scrollWidth <= arguments[0] ? []"
                    + " : [...document.querySelectorAll('body *')].filter(each =>"
                    + " each.getBoundingClientRect().right > arguments[0]"
                    + " && !each.closest('.scroll *')).map(each => each.tagName + ' '"
                    + " + each.getAttribute('class') + ' ' + each.getBoundingClientRect().right)";

    @TempDir private static Path directory;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        Files.writeString(page("sample"), ReportPage.html(SampleResults.all()));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private static Path page(String name) {
        return directory.resolve(name + ".html");
    }

    private static void open(int width, boolean dark) {
        browser.open(page("sample"), width, dark);
    }

    @ParameterizedTest
    @CsvSource({"1280,false", "1280,true", "400,false", "400,true"})
    void everyPlotIsDrawnAndCanBeRead(int width, boolean dark) throws Exception {
        browser.console();
        browser.events();
        open(width, dark);
        assertEquals(
                PLOTS,
                browser.strings(
                        "return [...document.querySelectorAll('#plots > section')]"
                                + ".map(each => each.id)"));
        assertEquals(13, browser.number(LINES));
        for (String plot : PLOTS) {
            String drawn =
                    "return document.querySelectorAll('#' + arguments[0] + ' .chart svg path')";
            assertTrue(browser.number(drawn + ".length", plot) > 10, plot);
            String names = "[...document.querySelectorAll('#' + arguments[0] + ' svg text')]";
            assertTrue(
                    browser.number("return " + names + ".length", plot) > 5, plot + " has no text");
        }
        assertEquals(
                dark ? "dark" : "light",
                browser.run("return document.documentElement.dataset.theme"));
        assertEquals(List.of(), browser.strings(TOO_WIDE, width));
        assertEquals(
                List.of(), browser.strings(ReportPage.resource("readable.js") + "return faults"));
        assertEquals(List.of(), browser.console());
        assertNoRequest();
    }

    private static void assertNoRequest() {
        int pages = 0;
        for (String event : browser.events()) {
            JsonObject message =
                    JsonParser.parseString(event).getAsJsonObject().getAsJsonObject("message");
            if (message.get("method").getAsString().equals("Network.requestWillBeSent")) {
                JsonObject request = message.getAsJsonObject("params").getAsJsonObject("request");
                String url = request.get("url").getAsString();
                assertTrue(url.startsWith("file:") || url.startsWith("data:"), url);
                pages++;
            }
        }
        assertTrue(pages > 0, "no request was seen at all, not even the page");
    }

    @Test
    void rowsAreInThePlotsAsManyAsThereAre() {
        open(1280, false);
        String rows =
                "return echarts.getInstanceByDom(document.querySelector('#' + arguments[0]"
                        + " + ' .chart')).getOption().yAxis[0].data.length";
        assertEquals(38, browser.number(rows, "plot-rtt"));
        assertEquals(35, browser.number(rows, "plot-throughput"));
        assertEquals(3, browser.number(rows, "plot-two-producers"));
        assertEquals(40, browser.number(rows, "plot-cpu"));
        String texts =
                "return [...document.querySelectorAll('#plot-rtt svg text')]"
                        + ".map(each => each.textContent)";
        List<String> written = browser.strings(texts);
        for (String text : List.of("sluice-spsc", "133 ns", "tcp", "45.9 µs")) {
            assertTrue(written.contains(text), text + " in " + written);
        }
    }

    @Test
    void tooltipSaysTheFigures() {
        open(1280, false);
        String show =
                "echarts.getInstanceByDom(document.querySelector('#' + arguments[0] + ' .chart'))"
                        + ".dispatchAction({type: 'showTip', seriesIndex: arguments[1],"
                        + " dataIndex: arguments[2]});"
                        + "return document.querySelector('#' + arguments[0] + ' .chart').innerText";
        String curve = String.valueOf(browser.run(show, "plot-rtt-percentiles", 0, 24));
        assertTrue(curve.contains("99 % took at most"), curve);
        assertTrue(curve.contains("sluice-spsc 468 ns"), curve);
        assertFalse(curve.contains("sluice-gated"), "a line that is not shown: " + curve);
        String row = String.valueOf(browser.run(show, "plot-rtt", 2, 0));
        assertTrue(row.contains("sluice-spsc\nmedian 133 ns (slices 131 ns to 135 ns)"), row);
        String bar = String.valueOf(browser.run(show, "plot-throughput", 0, 0));
        assertTrue(bar.contains("messages/s"), bar);
    }

    @Test
    void legendTakesALineAwayAndBringsItBack() {
        open(1280, false);
        assertEquals(13, browser.number(LINES));
        String button = "#plot-rtt-percentiles .legend button[data-name='sluice-spsc']";
        browser.find(button).click();
        assertEquals(12, browser.number(LINES));
        assertEquals("false", browser.find(button).getDomAttribute("aria-pressed"));
        browser.find(button).click();
        assertEquals(13, browser.number(LINES));
        browser.find("#plot-rtt-percentiles .legend button[data-name='show all']").click();
        assertEquals(38, browser.number(LINES));
        browser.find("#plot-rtt-percentiles .legend button[data-name='show none']").click();
        assertEquals(0, browser.number(LINES));
        browser.find("#plot-throughput .legend button[data-name='Sluice']").click();
        assertEquals(
                "false",
                browser.find("#plot-throughput .legend button[data-name='Sluice']")
                        .getDomAttribute("aria-pressed"));
        assertEquals(List.of(), browser.console());
    }

    @Test
    void darkAndLightAreChangedLive() {
        open(1280, false);
        String ground = "return getComputedStyle(document.body).backgroundColor";
        Object light = browser.run(ground);
        browser.prefer(true);
        browser.until("return document.documentElement.dataset.theme === 'dark'");
        assertNotEquals(light, browser.run(ground));
        choose("theme light");
        assertEquals(light, browser.run(ground));
        choose("theme dark");
        assertNotEquals(light, browser.run(ground));
        choose("theme auto");
        browser.prefer(false);
        browser.until("return document.documentElement.dataset.theme === 'light'");
        assertEquals(light, browser.run(ground));
    }

    private static void choose(String name) {
        String button = "#controls button[data-name='" + name + "']";
        browser.find(button).click();
        assertEquals("true", browser.find(button).getDomAttribute("aria-pressed"));
        assertEquals(
                name,
                browser.run("return document.activeElement.dataset.name"),
                "a click loses the focus");
    }

    @Test
    void anotherPayloadIsChosen() {
        open(1280, false);
        String first = "return document.querySelector('#glance b').textContent";
        assertEquals("133 ns", browser.run(first));
        choose("bytes 1024");
        assertEquals("141 ns", browser.run(first));
        assertEquals(13, browser.number(LINES));
    }

    @Test
    void narrowedWindowIsDrawnAnew() {
        open(1280, false);
        browser.resize(400);
        browser.until("return document.querySelector('#plot-rtt svg').clientWidth <= 400");
        browser.until("return document.documentElement.scrollWidth <= 400");
    }

    @Test
    void tableIsSortedByAClick() {
        open(1280, false);
        String first = "return document.querySelector('#table tbody td').textContent";
        assertEquals("sluice-spsc", browser.run(first));
        sort();
        assertEquals(
                "ascending", browser.find("#table th[aria-sort]").getDomAttribute("aria-sort"));
        sort();
        assertEquals(
                "descending", browser.find("#table th[aria-sort]").getDomAttribute("aria-sort"));
        assertEquals("jctools-spsc", browser.run(first));
    }

    private static void sort() {
        browser.findAll("#table th button").stream()
                .filter(button -> button.getText().startsWith("messages/s"))
                .findFirst()
                .orElseThrow()
                .click();
    }

    @Test
    void unavailableRowIsNamedWithItsReason() {
        open(1280, false);
        String text = browser.find("#missing").getText();
        assertTrue(text.contains("hugetlb (rtt)") && text.contains("nr_hugepages"), text);
        assertTrue(text.contains("tcp (load of 5.00 M/s)"), text);
    }

    @Test
    void whatWasNotMeasuredHasNoPlot() throws Exception {
        Files.writeString(page("few"), ReportPage.html(SampleResults.roundTripsOnly()));
        browser.open(page("few"), 1280, false);
        assertEquals(
                List.of("plot-rtt-percentiles", "plot-rtt", "plot-cpu"),
                browser.strings(
                        "return [...document.querySelectorAll('#plots > section')]"
                                + ".map(each => each.id)"));
        assertFalse(browser.find("#missing").isDisplayed(), "there is nothing missing");
        assertEquals(List.of(), browser.console());
    }

    @Test
    void markupInTheResultsIsText() throws Exception {
        JsonObject results = SampleResults.roundTripsOnly();
        String hostile = "<img src=x onerror=\"hacked=1\"></script><script>hacked=1</script>";
        results.getAsJsonObject("machine").addProperty("cpu", hostile);
        results.getAsJsonArray("results").asList().stream()
                .map(entry -> entry.getAsJsonObject())
                .forEach(
                        entry -> {
                            entry.addProperty("transport", entry.get("transport") + hostile);
                            entry.addProperty("description", hostile);
                        });
        Files.writeString(page("hostile"), ReportPage.html(results));
        browser.open(page("hostile"), 1280, false);
        assertTrue(browser.find("#where").getText().startsWith(hostile), "not the text");
        browser.run(
                "document.querySelectorAll('.chart').forEach(place => {"
                        + " const chart = echarts.getInstanceByDom(place);"
                        + " chart.getOption().series.forEach((one, index) => chart.dispatchAction("
                        + "  {type: 'showTip', seriesIndex: index, dataIndex: 0}));"
                        + "})");
        assertEquals(0, browser.number("return document.querySelectorAll('img').length"));
        assertEquals("undefined", browser.run("return typeof hacked"));
        assertEquals(List.of(), browser.console());
    }
}
