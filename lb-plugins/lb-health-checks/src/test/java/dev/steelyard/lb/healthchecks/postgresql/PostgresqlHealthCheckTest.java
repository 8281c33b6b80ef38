package dev.steelyard.lb.healthchecks.postgresql;

import static dev.steelyard.lb.healthchecks.postgresql.PostgresqlServer.answer;
import static dev.steelyard.lb.healthchecks.postgresql.PostgresqlServer.authentication;
import static dev.steelyard.lb.healthchecks.postgresql.PostgresqlServer.error;
import static dev.steelyard.lb.healthchecks.postgresql.PostgresqlServer.letIn;
import static dev.steelyard.lb.healthchecks.postgresql.PostgresqlServer.message;
import static dev.steelyard.lb.healthchecks.postgresql.PostgresqlServer.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.HealthCheckContract;
import dev.steelyard.lb.testkit.ProbeServer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresqlHealthCheckTest extends HealthCheckContract {
    private static final String FIRST = "steelyard-health\0\0";
    private static final Map<String, String> NOBODY = Map.of();
    private static final Map<String, String> PRIMARY = Map.of("user", "health", "role", "primary");
    private static final Map<String, String> LAG = Map.of("user", "health", "max-lag", "10s");
    private static final Map<String, String> PASSWORD = Map.of("user", "health", "password", "secret");

    @Override
    protected HealthCheckFactory factory() {
        return new PostgresqlHealthCheckFactory();
    }

    @Override
    protected Map<String, ?> settings() {
        return PRIMARY;
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of(
                "user", "health",
                "password", "secret",
                "database", "shop",
                "role", "replica",
                "max-lag", "10s",
                "query", "SELECT 1",
                "expect", "1");
    }

    @Override
    protected ProbeServer.Script well() {
        return connection -> {
            letIn(connection);
            answer(connection, PostgresqlReader.STATE, row("f", "0"));
        };
    }

    @Override
    protected ProbeServer.Script unwell() {
        return connection -> {
            letIn(connection);
            answer(connection, PostgresqlReader.STATE, row("t", "0"));
        };
    }

    private static ProbeServer.Script says(byte[]... messages) {
        return connection -> {
            connection.readUntil(FIRST);
            for (byte[] message : messages) {
                connection.write(message);
            }
        };
    }

    private static ProbeResult down(String detail) {
        return ProbeResult.down(0, detail);
    }

    @Test
    void withoutAUserItIsEnoughThatALoginBegins() {
        assertThat(probe(NOBODY, says(authentication(10, "SCRAM-SHA-256\0\0")))).isEqualTo(ProbeResult.up(0));
        assertThat(probe(NOBODY, says(authentication(3, "")))).isEqualTo(ProbeResult.up(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"28000", "28P01", "3D000"})
    void withoutAUserItIsEnoughThatNobodyIsRefused(String sqlState) {
        assertThat(probe(NOBODY, says(error(sqlState, "no")))).isEqualTo(ProbeResult.up(0));
        assertThat(probe(PRIMARY, says(error(sqlState, "no")))).isEqualTo(down(sqlState + " no"));
    }

    @Test
    void aServerThatStartsOrIsFullIsDown() {
        assertThat(probe(NOBODY, says(error("57P03", "the database system is starting up"))))
                .isEqualTo(down("57P03 the database system is starting up"));
        assertThat(probe(NOBODY, says(error("53300", "sorry, too many clients already"))))
                .isEqualTo(down("53300 sorry, too many clients already"));
    }

    @Test
    void itNamesTheUserAndTheDatabaseAndSaysGoodbye() {
        AtomicReference<String> received = new AtomicReference<>();
        Map<String, String> settings = Map.of("user", "health", "database", "shop");
        ProbeResult result = probe(settings, connection -> {
            letIn(connection);
            received.set(connection.readUntil("X\0\0\0\4"));
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
        assertThat(received.get()).contains("user\0health\0database\0shop\0");
    }

    @ParameterizedTest
    @CsvSource({
        "any, f, ''",
        "any, t, ''",
        "primary, f, ''",
        "primary, t, a replica (expected: the primary)",
        "replica, t, ''",
        "replica, f, the primary (expected: a replica)"
    })
    void theRoleDecides(String role, String inRecovery, String detail) {
        Map<String, String> settings = Map.of("user", "health", "role", role, "max-lag", "1h");
        ProbeResult result = probe(settings, connection -> {
            letIn(connection);
            answer(connection, PostgresqlReader.STATE, row(inRecovery, "0"));
        });
        assertThat(result).isEqualTo(detail.isEmpty() ? ProbeResult.up(0) : down(detail));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "t | 10.0 | ''",
                "t | 12.25 | 12.3 s behind (expected: at most 10.0 s)",
                "t | null | it cannot tell how far it is behind",
                "t | soon | the server tells no number of seconds",
                "f | 0 | ''"
            },
            delimiter = '|',
            nullValues = "null")
    void aReplicaMayBeSoFarBehind(String inRecovery, String seconds, String detail) {
        ProbeResult result = probe(LAG, connection -> {
            letIn(connection);
            answer(connection, PostgresqlReader.STATE, row(inRecovery, seconds));
        });
        assertThat(result).isEqualTo(detail.isEmpty() ? ProbeResult.up(0) : down(detail));
    }

    @Test
    void theQueryIsRunAfterTheRoleWasRight() {
        Map<String, String> settings =
                Map.of("user", "u", "role", "primary", "query", "SELECT now()", "expect", "noon");
        ProbeServer.Script script = connection -> {
            letIn(connection);
            answer(connection, PostgresqlReader.STATE, row("f", "0"));
            answer(connection, "SELECT now()", row("night"));
        };
        assertThat(probe(settings, script)).isEqualTo(down("the query brought 'night' (expected: 'noon')"));
    }

    @Test
    void aQueryThatFailsIsDown() {
        ProbeResult result = probe(Map.of("user", "u", "query", "SELECT x"), connection -> {
            letIn(connection);
            connection.readUntil("SELECT x\0");
            connection.write(error("42703", "column \"x\" does not exist"));
        });
        assertThat(result).isEqualTo(down("42703 column \"x\" does not exist"));
    }

    @Test
    void messagesMayComeInPieces() {
        ProbeResult result = probe(connection -> {
            connection.readUntil(FIRST);
            for (byte one : PostgresqlServer.LET_IN) {
                connection.write(new byte[] {one});
            }
            connection.write(PostgresqlServer.READY);
            answer(connection, PostgresqlReader.STATE, row("f", "0"));
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
    }

    /** The value was made by the server's own function: {@code 'md5' || md5(md5('secrethealth') || salt)}. */
    @Test
    void aPasswordIsProvedByMd5() {
        ProbeResult result = probe(PASSWORD, connection -> {
            connection.readUntil(FIRST);
            connection.write(authentication(5, "salt"));
            connection.readUntil("p\0\0\0\50md5" + Md5.of(Md5.of("secrethealth") + "salt") + "\0");
            connection.write(PostgresqlServer.LET_IN);
            connection.write(PostgresqlServer.READY);
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
    }

    @Test
    void aPasswordIsNotSentInPlainText() {
        assertThat(probe(PASSWORD, says(authentication(3, ""))))
                .isEqualTo(down("the server asks for the password in plain text"));
    }

    @Test
    void aPasswordThatIsNotThereIsMissed() {
        assertThat(probe(PRIMARY, says(authentication(5, "salt")))).isEqualTo(down("the server asks for a password"));
    }

    @Test
    void whoSkipsTheProofIsNotBelieved() {
        ProbeResult result = probe(PASSWORD, connection -> {
            connection.readUntil(FIRST);
            connection.write(authentication(10, "SCRAM-SHA-256\0\0"));
            connection.write(PostgresqlServer.LET_IN);
            connection.write(PostgresqlServer.READY);
        });
        assertThat(result).isEqualTo(down("the server does not prove that it knows the password"));
    }

    @Test
    void messagesInAnImpossibleOrderAreDown() {
        assertThat(probe(says(PostgresqlServer.READY)))
                .isEqualTo(down("the server is ready before anybody has logged in"));
        assertThat(probe(says(authentication(11, "r=x"))))
                .isEqualTo(down("the server goes on with a login that has not begun"));
        assertThat(probe(says(authentication(7, ""))))
                .isEqualTo(down("the server asks for an unknown kind of authentication: 7"));
        assertThat(probe(says(message('R', 0)))).isEqualTo(down("a message from the server is malformed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0,1", "0,1,0,0,0,9,1", "255,255,0,0,0,0"})
    void aRowThatLiesOfItsLengthIsDown(String bytes) {
        int[] body = java.util.Arrays.stream(bytes.split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
        ProbeResult result = probe(connection -> {
            letIn(connection);
            connection.readUntil(PostgresqlReader.STATE + "\0");
            connection.write(message('D', body));
        });
        assertThat(result).isEqualTo(down("a message from the server is malformed"));
    }

    @Test
    void noticesWithoutEndAreNotReadForEver() {
        ProbeResult result = probe(connection -> {
            connection.readUntil(FIRST);
            connection.writeWithoutEnd(message('N', new byte[1000]));
        });
        assertThat(result).isEqualTo(down("answer longer than 64 KiB"));
    }

    @ParameterizedTest
    @CsvSource({
        "role, primary, 'role: primary (expected: a user, as who to ask for it)'",
        "max-lag, 1s, 'max-lag: set (expected: a user, as who to ask for it)'",
        "password, secret, 'password: set (expected: a user to whom it belongs)'",
        "query, SELECT 1, 'query: set (expected: a user, as who to run it)'",
        "expect, 1, 'expect: set (expected: a query that brings it)'",
        "database, '', 'database: '''' (expected: text without NUL)'"
    })
    void whatNeedsAUserIsRefusedWithoutOne(String key, String value, String message) {
        assertThatThrownBy(() -> factory().create(Settings.of(Map.of(key, value)), FakeContext.seeded(1)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("test: " + message);
    }
}
