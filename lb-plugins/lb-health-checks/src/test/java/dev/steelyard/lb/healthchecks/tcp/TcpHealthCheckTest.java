package dev.steelyard.lb.healthchecks.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.health.ProbeResult.Verdict;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.HealthCheckContract;
import dev.steelyard.lb.testkit.ProbeServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpHealthCheckTest extends HealthCheckContract {

    @Override
    protected HealthCheckFactory factory() {
        return new TcpHealthCheckFactory();
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("send", "PING\\r\\n", "expect", "+PONG");
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("send", "\\x00\\xffhello", "expect", "+OK");
    }

    @Override
    protected ProbeServer.Script well() {
        return connection -> {
            connection.readUntil("PING\r\n");
            connection.write("+PONG\r\n");
        };
    }

    @Override
    protected ProbeServer.Script unwell() {
        return connection -> {
            connection.readUntil("PING\r\n");
            connection.write("-LOADING the data set\r\n");
        };
    }

    @Test
    void aConnectionAloneIsEnoughWithoutSettings() {
        assertThat(probe(Map.of(), connection -> connection.readToEnd())).isEqualTo(ProbeResult.up(0));
    }

    @Test
    void sendingWithoutExpectingIsEnoughWhenItIsSent() {
        ProbeResult result = probe(Map.of("send", "bye\\n"), connection -> {
            connection.readUntil("bye\n");
            connection.readToEnd();
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
    }

    @Test
    void aBannerIsExpectedWithoutSending() {
        assertThat(probe(Map.of("expect", "SSH-2.0"), connection -> connection.write("SSH-2.0-OpenSSH_9.2\r\n")))
                .isEqualTo(ProbeResult.up(0));
    }

    @Test
    void whatIsExpectedMayComeInPieces() {
        ProbeResult result = probe(connection -> {
            for (String piece : "noise before +PONG".split("")) {
                connection.write(piece);
            }
            connection.readToEnd();
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
    }

    @Test
    void bytesThatAreNotTextAreExpected() {
        assertThat(probe(Map.of("expect", "\\xff\\x00"), connection -> connection.write("a\u00ff\u0000b")))
                .isEqualTo(ProbeResult.up(0));
    }

    @Test
    void theDetailShowsWhatCameInstead() {
        assertThat(probe(unwell()).detail()).isEqualTo("expected '+PONG': received '-LOADING the data set'");
        assertThat(probe(connection -> {}).detail()).isEqualTo("expected '+PONG': closed without an answer");
    }

    @Test
    void onlyTheFirst16KiBAreLookedAt() {
        ProbeResult late = probe(connection -> connection.write("x".repeat(ExpectReader.LIMIT) + "+PONG"));
        assertThat(late.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(late.detail()).isEqualTo("expected '+PONG': not in the first 16 KiB received");
        ProbeResult last = probe(connection -> connection.write("x".repeat(ExpectReader.LIMIT - 5) + "+PONG"));
        assertThat(last.verdict()).isEqualTo(Verdict.UP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\\", "\\x", "\\x1", "\\xg0", "\\q", "ok\\"})
    void wrongEscapesAreRefusedAtTheirKey(String expect) {
        assertThatThrownBy(() -> factory().create(Settings.of(Map.of("expect", expect)), FakeContext.seeded(1)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("test: expect: '" + expect + "'");
    }
}
