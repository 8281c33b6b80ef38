package dev.steelyard.lb.healthchecks.redis;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.healthchecks.database.Demand;
import dev.steelyard.lb.healthchecks.database.Role;
import java.time.Duration;
import java.util.Optional;

/**
 * The keys of a {@code redis} check.
 *
 * @param user of an ACL; empty for the default one
 * @param password of that user; nobody logs in if empty
 * @param role what the server must be
 * @param maxLag how long ago a replica may have heard from its primary
 */
record RedisCheckSettings(
        Optional<String> user,
        Optional<String> password,
        @Default("any") Role role,
        Optional<Duration> maxLag) {

    RedisCheckSettings {
        if (user.isPresent() && password.isEmpty()) {
            throw new IllegalArgumentException("user: '" + user.get() + "' (expected: with its password)");
        }
    }

    Demand demand() {
        return new Demand(role, maxLag);
    }
}
