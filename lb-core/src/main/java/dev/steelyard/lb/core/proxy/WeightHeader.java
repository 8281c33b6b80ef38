package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.pool.Pool;
import org.eclipse.jetty.http.HttpFields;

/**
 * The header by which a backend tells with an answer what part of its weight it wants: {@code 0..1}, or {@code 0%..100%}.
 *
 * <p>Read from what backends send and from nothing else; it does not go on to the client. What cannot be read counts as not
 * said. Reading allocates nothing.
 */
final class WeightHeader {
    private static final double UNREADABLE = -1;

    private WeightHeader() {}

    /** Tells the lease what an answer says, if the pool wants to know. */
    static void read(Pool pool, Lease lease, HttpFields headers) {
        var name = pool.config().selection().reportedWeight().header();
        String value = name.isEmpty() ? null : headers.get(name.get());
        double part = value == null ? UNREADABLE : partOf(value);
        if (part != UNREADABLE) {
            lease.reportWeight(part);
        }
    }

    /** Takes it out of what goes to the client. */
    static void remove(Pool pool, HttpFields.Mutable toClient) {
        var name = pool.config().selection().reportedWeight().header();
        if (name.isPresent()) {
            toClient.remove(name.get());
        }
    }

    static double partOf(String value) {
        int end = value.length();
        boolean percent = end > 0 && value.charAt(end - 1) == '%';
        double number = number(value, percent ? end - 1 : end);
        double part = percent ? number / 100 : number;
        return part >= 0 && part <= 1 ? part : UNREADABLE;
    }

    /** Digits with at most one point; no sign, no exponent. Nothing that long is meant, and no sum of 12 digits overflows. */
    private static double number(String text, int end) {
        long digits = 0;
        long scale = 0;
        int count = 0;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '.' && scale == 0) {
                scale = 1;
            } else if (c >= '0' && c <= '9' && count++ < 12) {
                digits = digits * 10 + (c - '0');
                scale *= 10;
            } else {
                return UNREADABLE;
            }
        }
        return count == 0 ? UNREADABLE : (double) digits / Math.max(1, scale);
    }
}
