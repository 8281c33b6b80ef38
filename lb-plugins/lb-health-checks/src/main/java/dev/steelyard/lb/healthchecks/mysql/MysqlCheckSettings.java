package dev.steelyard.lb.healthchecks.mysql;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.healthchecks.database.Demand;
import dev.steelyard.lb.healthchecks.database.Login;
import dev.steelyard.lb.healthchecks.database.Role;
import java.time.Duration;
import java.util.Optional;

/**
 * The keys of a {@code mysql} check.
 *
 * @param user who logs in; nobody if empty, then it is enough that the server refuses a login properly
 * @param password of that user
 * @param database to log in to; none if empty
 * @param role what the server must be
 * @param maxLag how far a replica may be behind
 * @param query what is run once logged in
 * @param expect the first value that it must bring; empty for any that does not mean no
 * @param trustServerKey whether the password may be encrypted with a key that the server sends, which nobody vouches for
 */
record MysqlCheckSettings(
        Optional<String> user,
        Optional<String> password,
        Optional<String> database,
        @Default("any") Role role,
        Optional<Duration> maxLag,
        Optional<String> query,
        Optional<String> expect,
        @Default("false") boolean trustServerKey) {

    MysqlCheckSettings {
        Login.requireUser(user, password, role, maxLag);
        Login.requireQuery(user, query, expect);
        Login.requireText("user", user);
        Login.requireText("password", password);
        Login.requireText("database", database);
    }

    Demand demand() {
        return new Demand(role, maxLag);
    }
}
