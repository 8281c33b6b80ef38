package dev.steelyard.lb.healthchecks.database;

import dev.steelyard.lb.api.health.ProbeResult;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server must be.
 *
 * @param role its part
 * @param maxLag how far a replica may be behind; empty for as far as it likes. A primary is never behind
 */
public record Demand(Role role, Optional<Duration> maxLag) {

    /** Whether the server has to be asked at all. */
    public boolean isAny() {
        return role == Role.ANY && maxLag.isEmpty();
    }

    /**
     * Judges a server by what it says of itself.
     *
     * @param lagSeconds how far it is behind; empty if it cannot tell, not looked at for a primary
     * @return down and why, or {@code null} if it is as it must be
     */
    public ProbeResult fault(boolean replica, Optional<Double> lagSeconds) {
        if (role == Role.PRIMARY && replica) {
            return ProbeResult.down(0, "a replica (expected: the primary)");
        }
        if (role == Role.REPLICA && !replica) {
            return ProbeResult.down(0, "the primary (expected: a replica)");
        }
        return replica && maxLag.isPresent() ? lagFault(maxLag.get(), lagSeconds) : null;
    }

    private static ProbeResult lagFault(Duration most, Optional<Double> lagSeconds) {
        if (lagSeconds.isEmpty()) {
            return ProbeResult.down(0, "it cannot tell how far it is behind");
        }
        double seconds = lagSeconds.get();
        return seconds * 1000 <= most.toMillis()
                ? null
                : ProbeResult.down(
                        0,
                        String.format(
                                Locale.ROOT,
                                "%.1f s behind (expected: at most %s s)",
                                seconds,
                                most.toMillis() / 1000.0));
    }
}
