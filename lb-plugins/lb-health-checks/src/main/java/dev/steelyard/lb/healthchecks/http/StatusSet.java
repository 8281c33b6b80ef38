package dev.steelyard.lb.healthchecks.http;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A set of HTTP status codes, written as {@code 200}, {@code "200-299,404"} or a list of such.
 *
 * @param ranges at least one
 */
record StatusSet(List<Range> ranges) {
    private static final Pattern FORM = Pattern.compile("([1-5][0-9]{2})(?:\\s*-\\s*([1-5][0-9]{2}))?");

    /** Codes from the first to the last, both included. */
    record Range(int first, int last) {
        @Override
        public String toString() {
            return first == last ? String.valueOf(first) : first + "-" + last;
        }
    }

    /**
     * Reads codes and ranges between commas.
     *
     * @throws IllegalArgumentException if a part is neither
     */
    static StatusSet of(String text) {
        return of(Arrays.asList(text.split(",", -1)));
    }

    /**
     * Reads a list of codes and ranges.
     *
     * @throws IllegalArgumentException if a part is neither, or there is none
     */
    static StatusSet of(List<String> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("an empty list (expected: at least one status, e.g. 200)");
        }
        return new StatusSet(parts.stream().map(StatusSet::range).toList());
    }

    private static Range range(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (form.matches()) {
            int first = Integer.parseInt(form.group(1));
            int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
            if (first <= last) {
                return new Range(first, last);
            }
        }
        throw new IllegalArgumentException(
                "'" + text.strip() + "' is not a set of status codes (expected e.g. 200, or 200-299,404)");
    }

    boolean contains(int status) {
        return ranges.stream().anyMatch(range -> range.first() <= status && status <= range.last());
    }

    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
