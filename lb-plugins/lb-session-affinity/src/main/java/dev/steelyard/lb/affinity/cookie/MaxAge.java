package dev.steelyard.lb.affinity.cookie;

import dev.steelyard.lb.api.settings.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a client keeps a cookie, written as a duration, as seconds, or {@code session}.
 *
 * @param duration whole seconds, at least one; empty until the client's session ends
 */
record MaxAge(Optional<Duration> duration) {

    /**
     * Reads the text of a config.
     *
     * @throws IllegalArgumentException if it is none of the three forms, or shorter than a second
     */
    static MaxAge of(String text) {
        if (text.equals("session")) {
            return new MaxAge(Optional.empty());
        }
        // The attribute itself is a bare number of seconds (RFC 6265 section 5.2.2), so people write one.
        Duration duration = Durations.parse(text.matches("[0-9]+") ? text + "s" : text);
        if (duration.toSeconds() < 1) {
            throw new IllegalArgumentException("'" + text + "' (expected: at least 1s, or session)");
        }
        return new MaxAge(Optional.of(Duration.ofSeconds(duration.toSeconds())));
    }

    String attribute() {
        return duration.map(time -> "; Max-Age=" + time.toSeconds()).orElse("");
    }
}
