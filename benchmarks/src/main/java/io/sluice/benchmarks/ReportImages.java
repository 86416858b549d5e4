package io.sluice.benchmarks;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.ScriptableObject;

/**
 * The plots of a report as SVG, drawn without a browser: the same options, given to the same
 * library, in an interpreter that reaches nothing of Java.
 */
final class ReportImages {
    private ReportImages() {}

    /** Each image's file name and text. */
    static Map<String, String> svg(JsonObject results) throws IOException {
        Map<String, String> images = new TreeMap<>();
        try (Context context = Context.enter()) {
            // Compiled, a function of the library would be too long for the JVM.
            context.setInterpretedMode(true);
            context.setLanguageVersion(Context.VERSION_ECMASCRIPT);
            ScriptableObject scope = context.initSafeStandardObjects();
            run(context, scope, "images.js", ReportPage.resource("images.js"));
            run(context, scope, "echarts.js", ReportPage.echarts());
            run(context, scope, "report.js", ReportPage.resource("report.js"));
            Function draw = (Function) ScriptableObject.getProperty(scope, "sluiceImages");
            Object[] json = {new Gson().toJson(results)};
            Object drawn = draw.call(context, scope, scope, json);
            new Gson()
                    .fromJson(Context.toString(drawn), JsonObject.class)
                    .asMap()
                    .forEach((name, image) -> images.put(name, image.getAsString()));
        }
        return images;
    }

    private static void run(Context context, ScriptableObject scope, String name, String script) {
        Object unused = context.evaluateString(scope, script, name, 1, null);
    }
}
