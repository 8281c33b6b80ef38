package dev.steelyard.lb.api.settings;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with its unit: {@code 512B}, {@code 64KiB}, {@code 10MB}, or {@code unlimited}.
 *
 * @param bytes not negative; {@link Long#MAX_VALUE} for unlimited
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-z]+)");
    private static final Map<String, Long> UNITS = Map.of(
            "b",
            1L,
            "kb",
            1_000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30);

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: 0 or more)");
        }
    }

    /**
     * Reads a size.
     *
     * @throws IllegalArgumentException if the unit is missing or unknown
     */
    public static ByteSize of(String text) {
        if (text.equals("unlimited")) {
            return new ByteSize(Long.MAX_VALUE);
        }
        Matcher form = FORM.matcher(text.strip());
        Long unit = form.matches() ? UNITS.get(form.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + text + "' is not a size (expected e.g. 64KiB, 10MB, unlimited)");
        }
        return new ByteSize(Amounts.times(form.group(1), unit));
    }

    /** Whether there is no limit. */
    public boolean isUnlimited() {
        return bytes == Long.MAX_VALUE;
    }

    /** The bytes as an int, at most {@link Integer#MAX_VALUE}. */
    public int intBytes() {
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return isUnlimited() ? "unlimited" : bytes % 1024 == 0 && bytes > 0 ? bytes / 1024 + "KiB" : bytes + "B";
    }
}
