package dev.steelyard.lb.api.settings;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as written in a config: a number and its unit ({@code 10s}, {@code 500ms}, {@code 2m}). */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-z]+)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);

    private Durations() {}

    /**
     * Reads a duration; for records whose {@code of(String)} also takes other words, such as {@code never}.
     *
     * @throws IllegalArgumentException with a message that shows the text and what was expected
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        Long unit = form.matches() ? NANOS.get(form.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration (expected a number and a unit, e.g. 10s, 500ms, 2m)");
        }
        long nanos = Amounts.times(form.group(1), unit);
        if (nanos == Long.MAX_VALUE) {
            throw new IllegalArgumentException("'" + text + "' is too long (expected at most 292 years)");
        }
        return Duration.ofNanos(nanos);
    }
}
