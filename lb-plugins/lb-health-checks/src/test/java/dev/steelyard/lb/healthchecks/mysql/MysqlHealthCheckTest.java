package dev.steelyard.lb.healthchecks.mysql;

import static dev.steelyard.lb.healthchecks.mysql.MysqlServer.answer;
import static dev.steelyard.lb.healthchecks.mysql.MysqlServer.error;
import static dev.steelyard.lb.healthchecks.mysql.MysqlServer.greeting;
import static dev.steelyard.lb.healthchecks.mysql.MysqlServer.letIn;
import static dev.steelyard.lb.healthchecks.mysql.MysqlServer.ok;
import static dev.steelyard.lb.healthchecks.mysql.MysqlServer.packet;
import static dev.steelyard.lb.healthchecks.mysql.MysqlServer.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.HealthCheckContract;
import dev.steelyard.lb.testkit.ProbeConnection;
import dev.steelyard.lb.testkit.ProbeServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MysqlHealthCheckTest extends HealthCheckContract {
    private static final Map<String, String> NOBODY = Map.of();
    private static final Map<String, String> PASSWORD = Map.of("user", "health", "password", "secret");
    private static final List<String> ONE = List.of("value");
    private static final String ROLE = "innodb_read_only";
    private static final String LAG = "SHOW REPLICA STATUS";

    @Override
    protected HealthCheckFactory factory() {
        return new MysqlHealthCheckFactory();
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("user", "health", "role", "primary");
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
                "expect", "1",
                "trust-server-key", true);
    }

    @Override
    protected ProbeServer.Script well() {
        return role("0");
    }

    @Override
    protected ProbeServer.Script unwell() {
        return role("1");
    }

    private static ProbeServer.Script role(String readOnly) {
        return connection -> {
            letIn(connection);
            answer(connection, ROLE, rows(ONE, List.of(readOnly)));
        };
    }

    private static ProbeResult down(String detail) {
        return ProbeResult.down(0, detail);
    }

    @ParameterizedTest
    @ValueSource(ints = {1044, 1045, 1049, 1698})
    void withoutAUserItIsEnoughThatNobodyIsRefused(int code) {
        ProbeServer.Script refuses = connection -> {
            connection.write(greeting(Proof.NATIVE));
            connection.readUntil(Proof.NATIVE + "\0");
            connection.write(error(2, code, "Access denied"));
        };
        assertThat(probe(NOBODY, refuses)).isEqualTo(ProbeResult.up(0));
        assertThat(probe(PASSWORD, refuses)).isEqualTo(down(code + " Access denied"));
    }

    @Test
    void aServerThatTakesNobodyFromHereIsDown() {
        assertThat(probe(NOBODY, connection -> connection.write(error(0, 1040, "Too many connections"))))
                .isEqualTo(down("1040 Too many connections"));
        assertThat(probe(NOBODY, connection -> connection.write(error(0, 1045, "before any login"))))
                .isEqualTo(down("1045 before any login"));
    }

    @Test
    void theRequestIsThatOfTheProtocol() {
        AtomicReference<String> received = new AtomicReference<>();
        ProbeResult result = probe(Map.of("user", "health", "database", "shop"), connection -> {
            letIn(connection);
            received.set(connection.readUntil("\1\0\0\0\1"));
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
        String body = "\11\u00a2\10\0" + "\0\0\0\1" + "\55" + "\0".repeat(23) + "health\0" + "\0" + "shop\0"
                + "mysql_native_password\0";
        assertThat(received.get()).isEqualTo((char) body.length() + "\0\0\1" + body + "\1\0\0\0\1");
    }

    @ParameterizedTest
    @CsvSource({"primary, 0, ''", "primary, 1, a replica (expected: the primary)", "replica, 1, ''"})
    void theRoleDecides(String role, String readOnly, String detail) {
        assertThat(probe(Map.of("user", "health", "role", role), role(readOnly)))
                .isEqualTo(detail.isEmpty() ? ProbeResult.up(0) : down(detail));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "Seconds_Behind_Source | 10 | ''",
                "Seconds_Behind_Master | 10 | ''",
                "Seconds_Behind_Master | 11 | 11.0 s behind (expected: at most 10.0 s)",
                "Seconds_Behind_Master | null | it cannot tell how far it is behind",
                "Seconds_Behind_Master | soon | the server tells no number of seconds",
                "Something_Else | 0 | it cannot tell how far it is behind"
            },
            delimiter = '|',
            nullValues = "null")
    void aReplicaMayBeSoFarBehind(String column, String value, String detail) {
        ProbeResult result = probe(Map.of("user", "health", "max-lag", "10s"), connection -> {
            letIn(connection);
            answer(connection, ROLE, rows(ONE, List.of("1")));
            answer(connection, LAG, rows(List.of("Source_Host", column), Arrays.asList("db-1", value)));
        });
        assertThat(result).isEqualTo(detail.isEmpty() ? ProbeResult.up(0) : down(detail));
    }

    @Test
    void aServerThatFollowsNobodyCannotTellItsLag() {
        ProbeResult result = probe(Map.of("user", "health", "max-lag", "10s"), connection -> {
            letIn(connection);
            answer(connection, ROLE, rows(ONE, List.of("1")));
            answer(connection, LAG, rows(List.of("Seconds_Behind_Source"), List.of()));
        });
        assertThat(result).isEqualTo(down("it cannot tell how far it is behind"));
    }

    @Test
    void theQueryIsRunAtLast() {
        Map<String, String> settings = Map.of("user", "u", "role", "primary", "query", "SELECT 7", "expect", "7");
        ProbeServer.Script script = connection -> {
            letIn(connection);
            answer(connection, ROLE, rows(ONE, List.of("0")));
            answer(connection, "SELECT 7", rows(ONE, List.of("8")));
        };
        assertThat(probe(settings, script)).isEqualTo(down("the query brought '8' (expected: '7')"));
    }

    @Test
    void aQueryThatFailsOrBringsNoRowsIsDown() {
        Map<String, String> settings = Map.of("user", "u", "query", "DO 1");
        assertThat(probe(settings, afterLogin(error(1, 1146, "no such table")))).isEqualTo(down("1146 no such table"));
        assertThat(probe(settings, afterLogin(ok(1))))
                .isEqualTo(down("the query brought nothing (expected: a value that does not mean no)"));
    }

    @Test
    void aServerThatAsksForAFileGetsNone() {
        assertThat(probe(Map.of("user", "u", "query", "DO 1"), afterLogin(packet(1, "\u00fb/etc/passwd"))))
                .isEqualTo(down("the server asks for a file of ours"));
    }

    private static ProbeServer.Script afterLogin(byte[] answer) {
        return connection -> {
            letIn(connection);
            answer(connection, "DO 1", answer);
        };
    }

    /** The values are what {@code python3 -c} makes of the definitions with hashlib. */
    @Test
    void passwordsAreProvedByBothMethods() {
        byte[] challenge = MysqlServer.CHALLENGE.getBytes(StandardCharsets.US_ASCII);
        assertThat(Proof.of(Proof.NATIVE, "secret", challenge))
                .asHexString()
                .isEqualToIgnoringCase("8817c50fa779daef010ee7577825b0847df9842e");
        assertThat(Proof.of(Proof.CACHING_SHA2, "secret", challenge))
                .asHexString()
                .isEqualToIgnoringCase("c76e2898612a4cf042c77fa8c4702c4c64c0c2c557c53c4d75595aaa6abae809");
        assertThat(Proof.of(Proof.NATIVE, "", challenge)).isEmpty();
    }

    @Test
    void theServerMayAskForTheOtherMethod() {
        ProbeResult result = probe(PASSWORD, connection -> {
            connection.write(greeting(Proof.CACHING_SHA2));
            connection.readUntil(Proof.CACHING_SHA2 + "\0");
            connection.write(packet(2, "\u00fe" + Proof.NATIVE + "\0" + MysqlServer.CHALLENGE + "\0"));
            connection.readUntil(proof(Proof.NATIVE));
            connection.write(ok(4));
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
    }

    private static String proof(String method) {
        byte[] challenge = MysqlServer.CHALLENGE.getBytes(StandardCharsets.US_ASCII);
        return new String(Proof.of(method, "secret", challenge), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aPasswordIsNotSentInPlainText() {
        ProbeResult result = probe(PASSWORD, connection -> {
            connection.write(greeting(Proof.NATIVE));
            connection.readUntil(Proof.NATIVE + "\0");
            connection.write(packet(2, "\u00femysql_clear_password\0"));
        });
        assertThat(result).isEqualTo(down("the server asks for an unknown kind of login: mysql_clear_password"));
    }

    @Test
    void aPasswordThatIsStillKnownIsEnough() {
        ProbeResult result = probe(PASSWORD, connection -> {
            greetSha2(connection);
            connection.write(packet(2, "\1\3"));
            connection.write(ok(3));
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
    }

    private static void greetSha2(ProbeConnection connection) throws IOException {
        connection.write(greeting(Proof.CACHING_SHA2));
        connection.readUntil(Proof.CACHING_SHA2 + "\0");
    }

    @Test
    void aKeyThatNobodyVouchesForIsNotUsedUnlessSaid() {
        ProbeResult result = probe(PASSWORD, connection -> {
            greetSha2(connection);
            connection.write(packet(2, "\1\4"));
        });
        assertThat(result.passed()).isFalse();
        assertThat(result.detail()).contains("trust-server-key");
    }

    @Test
    void aServerThatIsTrustedGetsThePasswordUnderItsKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        AtomicReference<byte[]> encrypted = new AtomicReference<>();
        Map<String, ?> settings = Map.of("user", "health", "password", "secret", "trust-server-key", true);
        ProbeResult result = probe(settings, connection -> {
            greetSha2(connection);
            connection.write(packet(2, "\1\4"));
            connection.readUntil("\1\0\0\3\2");
            connection.write(packet(4, "\1" + pem));
            connection.readUntil("\0\1\0\5");
            encrypted.set(connection.readMore(256));
            connection.write(ok(6));
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
        assertThat(decrypted(keys, encrypted.get())).isEqualTo("secret\0");
    }

    private static String decrypted(KeyPair keys, byte[] secret) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, keys.getPrivate());
        byte[] mixed = cipher.doFinal(secret);
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] ^= (byte) MysqlServer.CHALLENGE.charAt(i % MysqlServer.CHALLENGE.length());
        }
        return new String(mixed, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t8.0\0", "\n8.0", "\n8.0\0\1\0\0\0short", "\0"})
    void aGreetingThatIsNoneIsDown(String greeting) {
        assertThat(probe(connection -> connection.write(packet(0, greeting))).passed())
                .isFalse();
    }

    @Test
    void packetsMayComeInPieces() {
        ProbeResult result = probe(connection -> {
            for (byte one : greeting(Proof.NATIVE)) {
                connection.write(new byte[] {one});
            }
            connection.readUntil(Proof.NATIVE + "\0");
            connection.write(ok(2));
            answer(connection, ROLE, rows(ONE, List.of("0")));
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
    }

    @Test
    void whatNeedsAUserIsRefusedWithoutOne() {
        assertThatThrownBy(() -> factory().create(Settings.of(Map.of("role", "primary")), FakeContext.seeded(1)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("test: role: primary (expected: a user, as who to ask for it)");
    }
}
