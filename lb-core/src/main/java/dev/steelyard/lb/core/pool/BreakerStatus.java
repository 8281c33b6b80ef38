package dev.steelyard.lb.core.pool;

import java.util.Locale;

/**
 * A circuit breaker at one moment.
 *
 * @param requests attempts that ended within its window, before it opened
 * @param errorRatio the part of them that failed
 * @param slowRatio the part of them that was slow
 * @param trialInMillis until a request is let through, 0 unless it is open
 */
public record BreakerStatus(State state, int requests, double errorRatio, double slowRatio, long trialInMillis) {

    /** Whether requests pass. */
    public enum State {
        /** They do. */
        CLOSED,
        /** None does. */
        OPEN,
        /** One does. */
        HALF_OPEN;

        /** As the API writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
