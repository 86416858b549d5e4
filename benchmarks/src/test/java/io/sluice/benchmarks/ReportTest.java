package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The page and the images as files; what a browser makes of the page is another test's. */
@Timeout(300)
class ReportTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");

    @Test
    void pageHasTheResultsAndAsksForNothing(@TempDir Path directory) throws Exception {
        Path results = directory.resolve("results.json");
        Path page = directory.resolve("page.html");
        SampleResults.write(results, SampleResults.all());
        KitProcess run =
                KitProcess.run("report", results.toString(), "-o", page.toString(), "--help");
        assertEquals(0, run.exit(), run.out());
        run = KitProcess.run("report", results.toString(), "-o", page.toString());
        assertEquals(0, run.exit(), run.out());
        assertEquals("wrote " + page + System.lineSeparator(), run.out());
        String html = Files.readString(page);
        assertEquals(SampleResults.all(), data(html));
        String own = html.replace(ReportPage.echarts(), "");
        assertTrue(own.contains("default-src 'none'"), "the page has no policy");
        for (String way : List.of("src=\"", "src='", "@import", "url(", "fetch(", "import(")) {
            assertFalse(own.contains(way), way);
        }
        assertFalse(own.contains("{{"), "a part is missing");
        assertEquals(List.of("data:,"), all(own, "href=\"([^\"]*)\""));
    }

    private static JsonObject data(String html) {
        Matcher matcher = DATA.matcher(html);
        assertTrue(matcher.find(), "no data");
        return JsonParser.parseString(matcher.group(1)).getAsJsonObject();
    }

    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void textOfTheResultsEndsNoElement() throws Exception {
        JsonObject results = SampleResults.roundTripsOnly();
        String hostile = "</script><script>alert(1)</script><!--{{page}}$1\\";
        results.getAsJsonObject("machine").addProperty("cpu", hostile);
        String html = ReportPage.html(results);
        assertFalse(html.contains("<script>alert"), "the text is markup");
        assertEquals(hostile, data(html).getAsJsonObject("machine").get("cpu").getAsString());
    }

    @Test
    void everyPlotIsAnImageOnALightAndOnADarkGround() throws Exception {
        JsonObject results = SampleResults.all();
        String name = "sluice-<spsc>&\"1\"";
        results.getAsJsonArray("results").asList().stream()
                .map(entry -> entry.getAsJsonObject())
                .filter(entry -> entry.get("transport").getAsString().equals("sluice-spsc"))
                .forEach(entry -> entry.addProperty("transport", name));
        Map<String, String> images = ReportImages.svg(results);
        Set<String> due = new HashSet<>();
        for (String plot :
                List.of(
                        "rtt-percentiles",
                        "rtt",
                        "load",
                        "throughput",
                        "two-producers",
                        "fan-out",
                        "cpu",
                        "idle")) {
            for (String end : List.of("-64-light", "-64-dark", "-1024-light", "-1024-dark")) {
                due.add(plot + end + ".svg");
            }
        }
        assertEquals(due, images.keySet());
        for (Map.Entry<String, String> image : images.entrySet()) {
            Document svg = parse(image.getValue());
            assertEquals("svg", svg.getDocumentElement().getTagName(), image.getKey());
            assertTrue(svg.getElementsByTagName("path").getLength() > 10, image.getKey());
            String ground = image.getKey().contains("dark") ? "#14181d" : "#ffffff";
            assertTrue(image.getValue().contains("fill=\"" + ground + "\""), image.getKey());
        }
        String text = parse(images.get("rtt-64-light.svg")).getDocumentElement().getTextContent();
        assertTrue(text.contains(name), text);
        assertTrue(text.contains("133 ns"), text);
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                       | there is no file",
                "hello                                                  | not a file that --json",
                "{\"a\":                                                | is not JSON",
                "[1]                                                    | not a file that --json",
                "{\"machine\":{},\"results\":[]}                        | no row that was measured",
                "{\"machine\":{},\"results\":[7]}                       | not a file that --json",
                "{\"machine\":{},\"results\":[{\"a\":1}]}               | none of transports",
                "{\"machine\":{},\"results\":[{\"transport\":\"x\",\"mode\":\"rtt\",\"p50_ns\":1}]}"
                        + " | older version",
                "{\"machine\":{},\"results\":[{\"transport\":\"x\",\"unavailable\":\"y\"}]}"
                        + " | no row that was measured",
                "{\"machine\":{},\"results\":[{\"lock\":\"x\",\"mode\":\"y\",\"slices\":[1]}]}"
                        + " | without a command",
            })
    void wrongInputIsOneSentence(String content, String sentence, @TempDir Path directory)
            throws Exception {
        Path results = directory.resolve("results.json");
        if (content != null) {
            Files.writeString(results, content);
        }
        Path page = directory.resolve("page.html");
        KitProcess run = KitProcess.run("report", results.toString(), "-o", page.toString());
        assertEquals(2, run.exit(), run.out());
        assertEquals(1, run.out().lines().count(), run.out());
        assertTrue(run.out().contains(results.toString()), run.out());
        assertTrue(run.out().contains(sentence), run.out());
        assertFalse(Files.exists(page), "a page was written");
    }

    @Test
    void placeThatCannotBeWrittenIsNamed(@TempDir Path directory) throws Exception {
        Path results = directory.resolve("results.json");
        SampleResults.write(results, SampleResults.roundTripsOnly());
        Path page = directory.resolve("nowhere/page.html");
        KitProcess run = KitProcess.run("report", results.toString(), "-o", page.toString());
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.out().contains("cannot write: ") && run.out().contains("nowhere"));
    }
}
