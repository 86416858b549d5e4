package io.sluice.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Findings as an aligned table; below each that costs, what it costs and what changes it. */
final class DoctorTable {
    private static final String LINE = "%-18s %-8s %s%n";

    private DoctorTable() {}

    static String format(List<Finding> findings, Map<String, String> machine) {
        StringBuilder text = new StringBuilder();
        add(text, "%n" + LINE, "check", "verdict", "found");
        for (Finding finding : findings) {
            add(text, LINE, finding.check(), finding.verdict().id(), finding.found());
            if (finding.verdict() == Finding.Verdict.COSTS) {
                add(text, LINE, "", "", "  costs   " + finding.cost());
                add(text, LINE, "", "", "  change  " + finding.change());
            }
        }
        add(
                text,
                "%n%d checks: %d cost latency, %d cannot be seen from here%n",
                findings.size(),
                count(findings, Finding.Verdict.COSTS),
                count(findings, Finding.Verdict.UNKNOWN));
        machine.forEach((name, value) -> add(text, "%-9s %s%n", name, value));
        return text.toString();
    }

    static long count(List<Finding> findings, Finding.Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    private static void add(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
