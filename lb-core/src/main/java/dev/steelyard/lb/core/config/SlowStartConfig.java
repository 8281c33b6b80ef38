package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * How a backend that joins or comes back is brought to its full share.
 *
 * @param window how long it takes; 0s for at once
 * @param minimum part of its share that it begins with
 * @param curve how the share grows meanwhile
 */
public record SlowStartConfig(
        @Default("0s") @Min("0s") Duration window,
        @Default("0.1") @Min("0.01") @Max("1") double minimum,
        @Default("linear") Curve curve) {

    /** How a share grows with time. */
    public enum Curve {
        /** Evenly. */
        LINEAR,
        /** Slowly at first: a quarter of it at half the time. */
        QUADRATIC
    }

    /**
     * The part of its share that a backend has.
     *
     * @param elapsedNanos since it joined or came back
     */
    public double share(long elapsedNanos) {
        double time = window.isZero() ? 1 : Math.min(1, (double) elapsedNanos / window.toNanos());
        return Math.max(minimum, curve == Curve.LINEAR ? time : time * time);
    }
}
