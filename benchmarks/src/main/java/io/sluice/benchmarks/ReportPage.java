package io.sluice.benchmarks;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Results as a page: one file, with the library that draws, the results as JSON, and the scripts.
 *
 * <p>{@code report.html} is the page, {@code page.js} its text and controls, {@code report.js} the
 * plots. Nothing of the results becomes HTML here: Gson writes {@code <}, {@code >} and {@code &}
 * as escapes of JSON, so that no text in them ends the element they are in.
 */
final class ReportPage {
    private static final String ECHARTS =
            "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js"; // as in pom.xml

    private static final Pattern PART = Pattern.compile("\\{\\{([a-z]+)}}");

    private ReportPage() {}

    static String html(JsonObject results) throws IOException {
        Map<String, String> parts =
                Map.of(
                        "data", new Gson().toJson(results),
                        "echarts", echarts(),
                        "report", resource("report.js"),
                        "page", resource("page.js"));
        return PART.matcher(resource("report.html"))
                .replaceAll(part -> Matcher.quoteReplacement(parts.get(part.group(1))));
    }

    /** The library that draws. */
    static String echarts() throws IOException {
        return resource(ECHARTS);
    }

    /** A text of the jar, by its name beside this class or its absolute one. */
    static String resource(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
