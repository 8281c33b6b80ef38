package dev.steelyard.lb.healthchecks.database;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Checks of settings that several databases have in common; each throws with a message that names the key. */
public final class Login {
    private Login() {}

    /**
     * Refuses what only who has logged in can ask.
     *
     * @throws IllegalArgumentException naming the key
     */
    public static void requireUser(
            Optional<String> user, Optional<String> password, Role role, Optional<Duration> maxLag) {
        if (user.isPresent()) {
            return;
        }
        require(password.isEmpty(), "password", "set", "a user to whom it belongs");
        require(role == Role.ANY, "role", role.name().toLowerCase(Locale.ROOT), "a user, as who to ask for it");
        require(maxLag.isEmpty(), "max-lag", "set", "a user, as who to ask for it");
    }

    /**
     * Refuses an expectation without a query, and a query without a user.
     *
     * @throws IllegalArgumentException naming the key
     */
    public static void requireQuery(Optional<String> user, Optional<String> query, Optional<String> expect) {
        require(query.isEmpty() || user.isPresent(), "query", "set", "a user, as who to run it");
        require(expect.isEmpty() || query.isPresent(), "expect", "set", "a query that brings it");
    }

    /**
     * Refuses a text that a protocol with zero-terminated texts cannot carry.
     *
     * @throws IllegalArgumentException naming the key
     */
    public static void requireText(String key, Optional<String> text) {
        boolean sendable =
                text.isEmpty() || (!text.get().isEmpty() && text.get().indexOf('\0') < 0);
        require(sendable, key, "'" + text.orElse("") + "'", "text without NUL");
    }

    private static void require(boolean valid, String key, String shown, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(key + ": " + shown + " (expected: " + expected + ")");
        }
    }
}
