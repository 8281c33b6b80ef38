package dev.steelyard.lb.healthchecks.redis;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisHealthCheckTest extends HealthCheckContract {
    private static final String PING = "*1\r\n$4\r\nPING\r\n";
    private static final String INFO = "*2\r\n$4\r\nINFO\r\n$11\r\nreplication\r\n";

    @Override
    protected HealthCheckFactory factory() {
        return new RedisHealthCheckFactory();
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of();
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("user", "health", "password", "secret", "role", "replica", "max-lag", "30s");
    }

    @Override
    protected ProbeServer.Script well() {
        return answers(PING, "+PONG\r\n");
    }

    @Override
    protected ProbeServer.Script unwell() {
        return answers(PING, "-LOADING Redis is loading the dataset in memory\r\n");
    }

    private static ProbeServer.Script answers(String asked, String answer) {
        return connection -> {
            connection.readUntil(asked);
            connection.write(answer);
        };
    }

    private ProbeResult withInfo(Map<String, ?> settings, String info) {
        String reply = "+PONG\r\n$" + info.length() + "\r\n" + info + "\r\n";
        return probe(settings, answers(PING + INFO, reply));
    }

    private static ProbeResult down(String detail) {
        return ProbeResult.down(0, detail);
    }

    @Test
    void aServerThatWantsAPasswordIsThere() {
        assertThat(probe(answers(PING, "-NOAUTH Authentication required.\r\n"))).isEqualTo(ProbeResult.up(0));
    }

    @Test
    void theDetailIsTheServersOwnWord() {
        assertThat(probe(unwell())).isEqualTo(down("PING: LOADING Redis is loading the dataset in memory"));
        assertThat(probe(connection -> {})).isEqualTo(down("closed before it answered PING"));
    }

    @Test
    void aPasswordIsSentWithItsUser() {
        String login = "*3\r\n$4\r\nAUTH\r\n$6\r\nhealth\r\n$6\r\nse\r\nct\r\n";
        Map<String, String> settings = Map.of("user", "health", "password", "se\r\nct");
        assertThat(probe(settings, answers(login + PING, "+OK\r\n+PONG\r\n"))).isEqualTo(ProbeResult.up(0));
    }

    @Test
    void aWrongPasswordIsDown() {
        String login = "*2\r\n$4\r\nAUTH\r\n$3\r\nbad\r\n";
        String refusal = "-WRONGPASS invalid username-password pair\r\n-NOAUTH Authentication required.\r\n";
        assertThat(probe(Map.of("password", "bad"), answers(login + PING, refusal)))
                .isEqualTo(down("AUTH: WRONGPASS invalid username-password pair"));
    }

    @Test
    void withAPasswordItMustBeEnough() {
        String login = "*2\r\n$4\r\nAUTH\r\n$3\r\nbad\r\n";
        assertThat(probe(Map.of("password", "bad"), answers(login + PING, "+OK\r\n-NOAUTH no\r\n")))
                .isEqualTo(down("PING: NOAUTH no"));
    }

    @ParameterizedTest
    @CsvSource({
        "primary, master, ''",
        "primary, slave, a replica (expected: the primary)",
        "replica, slave, ''",
        "replica, master, the primary (expected: a replica)"
    })
    void theRoleDecides(String role, String told, String detail) {
        String info = "# Replication\r\nrole:" + told + "\r\nmaster_link_status:up\r\n";
        assertThat(withInfo(Map.of("role", role), info)).isEqualTo(detail.isEmpty() ? ProbeResult.up(0) : down(detail));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "master_link_status:up;master_last_io_seconds_ago:15 | ''",
                "master_link_status:up;master_last_io_seconds_ago:16 | 16.0 s behind (expected: at most 15.0 s)",
                "master_link_status:down;master_last_io_seconds_ago:-1 | it cannot tell how far it is behind",
                "master_link_status:down;master_last_io_seconds_ago:3 | a replica without a link to its primary",
                "master_sync_in_progress:1;master_last_io_seconds_ago:0 | a replica that copies its primary's data",
                "connected_slaves:0 | it cannot tell how far it is behind"
            },
            delimiter = '|')
    void aReplicaMustHearFromItsPrimary(String lines, String detail) {
        String info = "role:slave\r\n" + lines.replace(";", "\r\n") + "\r\n";
        assertThat(withInfo(Map.of("max-lag", "15s"), info))
                .isEqualTo(detail.isEmpty() ? ProbeResult.up(0) : down(detail));
    }

    @Test
    void anInfoWithoutARoleIsDown() {
        assertThat(withInfo(Map.of("role", "primary"), "redis_mode:sentinel\r\n"))
                .isEqualTo(down("INFO tells no role"));
        assertThat(probe(Map.of("role", "primary"), answers(PING + INFO, "+PONG\r\n-NOPERM no permissions\r\n")))
                .isEqualTo(down("INFO: NOPERM no permissions"));
    }

    @Test
    void repliesMayComeInPieces() {
        String reply = "+PONG\r\n$13\r\nrole:master\r\n\r\n";
        ProbeResult result = probe(Map.of("role", "primary"), connection -> {
            connection.readUntil(PING + INFO);
            for (String piece : reply.split("")) {
                connection.write(piece);
            }
            connection.readToEnd();
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$-1\r\n",
                "$99999999\r\n",
                "$99999999999999\r\n",
                "$x\r\n",
                "$\r\n",
                "HTTP/1.1 400 Bad Request\r\n"
            })
    void whatIsNoReplyIsDown(String reply) {
        assertThat(probe(answers(PING, reply)).passed()).isFalse();
    }

    @Test
    void aUserWithoutAPasswordIsRefused() {
        assertThatThrownBy(() -> factory().create(Settings.of(Map.of("user", "u")), FakeContext.seeded(1)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("test: user: 'u' (expected: with its password)");
    }
}
