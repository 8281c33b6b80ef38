package dev.steelyard.lb.healthchecks.postgresql;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.healthchecks.database.Demand;
import dev.steelyard.lb.healthchecks.database.Login;
import dev.steelyard.lb.healthchecks.database.Role;
import java.time.Duration;
import java.util.Optional;

/**
 * The keys of a {@code postgresql} check.
 *
 * @param user who logs in; nobody if empty, then it is enough that the server would take a login
 * @param password of that user, if the server asks for one
 * @param database to log in to
 * @param role what the server must be
 * @param maxLag how far a replica may be behind
 * @param query what is run once logged in
 * @param expect the first value that it must bring; empty for any that does not mean no
 */
record PostgresqlCheckSettings(
        Optional<String> user,
        Optional<String> password,
        @Default("postgres") String database,
        @Default("any") Role role,
        Optional<Duration> maxLag,
        Optional<String> query,
        Optional<String> expect) {

    PostgresqlCheckSettings {
        Login.requireUser(user, password, role, maxLag);
        Login.requireQuery(user, query, expect);
        Login.requireText("user", user);
        Login.requireText("database", Optional.of(database));
        Login.requireText("password", password);
        Login.requireText("query", query);
    }

    Demand demand() {
        return new Demand(role, maxLag);
    }
}
