package dev.steelyard.lb.api.health;

import java.util.Objects;

/**
 * What one probe found.
 *
 * @param verdict well, partly well, or not
 * @param capacity the part of its normal load that the backend should get, above 0 and at most 1. Below 1 for one that is
 *     well, it is a wish that weighs it down without being told as a trouble, and changes little by little; 1 for down
 * @param statusCode the protocol's status code, such as an HTTP status, or 0 if there is none
 * @param detail one line for people, such as {@code status 503 (expected 200)}; empty if there is nothing to say
 */
public record ProbeResult(Verdict verdict, double capacity, int statusCode, String detail) {

    /** The three answers of a probe. */
    public enum Verdict {
        /** It works; give it its full share, or what it asks for. */
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
        if (capacity != 1 && verdict == Verdict.DOWN) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: 1 if it is down)");
        }
    }

    /** Well. */
    public static ProbeResult up(int statusCode) {
        return new ProbeResult(Verdict.UP, 1, statusCode, "");
    }

    /** Well, and asks for {@code capacity} of its normal load. */
    public static ProbeResult up(double capacity, int statusCode) {
        return new ProbeResult(Verdict.UP, capacity, statusCode, "");
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
