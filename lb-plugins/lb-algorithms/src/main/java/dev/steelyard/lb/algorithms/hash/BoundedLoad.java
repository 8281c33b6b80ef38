package dev.steelyard.lb.algorithms.hash;

/**
 * How much more than its share of the requests in flight a backend may hold before the next one gets them, as configured.
 *
 * @param factor times the share, 1.01..100; infinite if there is no bound
 */
public record BoundedLoad(double factor) {
    private static final String OFF = "off";
    private static final double LEAST = 1.01;
    private static final double MOST = 100;

    public BoundedLoad {
        if (!isBound(factor) && factor != Double.POSITIVE_INFINITY) {
            throw refused(String.valueOf(factor));
        }
    }

    /** Reads {@code off} or a factor such as {@code 1.25}. */
    public static BoundedLoad of(String text) {
        if (text.equals(OFF)) {
            return new BoundedLoad(Double.POSITIVE_INFINITY);
        }
        double factor = number(text);
        if (!isBound(factor)) {
            throw refused("'" + text + "'");
        }
        return new BoundedLoad(factor);
    }

    private static boolean isBound(double factor) {
        return factor >= LEAST && factor <= MOST;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            return Double.NaN; // in no range
        }
    }

    private static IllegalArgumentException refused(String shown) {
        return new IllegalArgumentException(shown + " (expected: off, or a factor of 1.01..100)");
    }

    boolean isOff() {
        return factor == Double.POSITIVE_INFINITY;
    }
}
