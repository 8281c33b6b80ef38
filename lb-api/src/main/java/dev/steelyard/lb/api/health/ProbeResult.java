package dev.steelyard.lb.api.health;

import java.util.Objects;

/**
 * What one probe found.
 *
 * @param verdict well, partly well, or not
 * @param capacity the part of its normal load that the backend should get, above 0 and at most 1; 1 unless degraded
 * @param statusCode the protocol's status code, such as an HTTP status, or 0 if there is none
 * @param detail one line for people, such as {@code status 503 (expected 200)}; empty if there is nothing to say
 */
public record ProbeResult(Verdict verdict, double capacity, int statusCode, String detail) {

    /** The three answers of a probe. */
    public enum Verdict {
        /** Give it its full share. */
        UP,
        /** It works, give it less. */
        DEGRADED,
        /** Give it nothing. */
        DOWN
    }

    public ProbeResult {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(detail, "detail");
        if (!(capacity > 0 && capacity <= 1)) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: above 0, at most 1)");
        }
        if (capacity != 1 && verdict != Verdict.DEGRADED) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: 1 unless degraded)");
        }
    }

    /** Well. */
    public static ProbeResult up(int statusCode) {
        return new ProbeResult(Verdict.UP, 1, statusCode, "");
    }

    /** Partly well: should get {@code capacity} of its normal load. */
    public static ProbeResult degraded(double capacity, int statusCode, String detail) {
        return new ProbeResult(Verdict.DEGRADED, capacity, statusCode, detail);
    }

    /** Not well, and why. */
    public static ProbeResult down(int statusCode, String detail) {
        return new ProbeResult(Verdict.DOWN, 1, statusCode, detail);
    }

    /** Whether the backend may get requests. */
    public boolean passed() {
        return verdict != Verdict.DOWN;
    }
}
