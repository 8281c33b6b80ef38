package dev.steelyard.lb.healthchecks.database;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.wire.Shown;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Judges what a query of the user's brought. */
public final class Answer {
    private static final Set<String> NO = Set.of("", "0", "f", "false", "off", "no");

    private Answer() {}

    /**
     * Judges the first column of the first row.
     *
     * @param value {@code null} if there is no row, or it is null in SQL
     * @param expect what it must be; empty for anything that does not mean no
     */
    public static ProbeResult judge(String value, Optional<String> expect) {
        boolean well = expect.map(wanted -> wanted.equals(value))
                .orElseGet(() -> value != null && !NO.contains(value.strip().toLowerCase(Locale.ROOT)));
        if (well) {
            return ProbeResult.up(0);
        }
        String shown = value == null ? "nothing" : "'" + Shown.text(value) + "'";
        String wanted = expect.map(text -> "'" + Shown.text(text) + "'").orElse("a value that does not mean no");
        return ProbeResult.down(0, "the query brought " + shown + " (expected: " + wanted + ")");
    }
}
