package dev.steelyard.lb.healthchecks.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.HealthCheckContract;
import dev.steelyard.lb.testkit.ProbeServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeepHealthCheckTest extends HealthCheckContract {

    @Override
    protected HealthCheckFactory factory() {
        return new DeepHealthCheckFactory();
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of();
    }

    @Override
    protected Map<String, ?> everySetting() {
        Map<String, Object> all = new HashMap<>();
        all.put("path", "/actuator/health");
        all.put("headers", Map.of("X-Probe", "yes"));
        all.put("host", "app.example.com");
        all.put("critical", List.of("db", "disk"));
        all.put("degraded-capacity", 0.25);
        all.put("weight", "load_weight");
        all.put("up-words", List.of("gut"));
        all.put("degraded-words", List.of("so la la"));
        all.put("down-words", List.of("schlecht"));
        return all;
    }

    @Override
    protected ProbeServer.Script well() {
        return answer(200, "{\"status\":\"healthy\",\"version\":\"1.2.3\"}");
    }

    @Override
    protected ProbeServer.Script unwell() {
        return answer(503, "{\"status\":\"DOWN\",\"components\":{\"db\":{\"status\":\"DOWN\"}}}");
    }

    private static ProbeServer.Script answer(int status, String body) {
        return connection -> {
            connection.readHttpHead();
            connection.write("HTTP/1.1 " + status + " Some\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        };
    }

    @Test
    void theRequestAsksForJson() {
        ProbeServer.Script script = connection -> {
            assertThat(connection.readHttpHead())
                    .startsWith("GET /health HTTP/1.1\r\n")
                    .contains("\r\nAccept: application/json,");
            connection.write("HTTP/1.1 200 OK\r\n\r\n{\"status\":\"UP\"}");
        };
        assertThat(probe(script)).isEqualTo(ProbeResult.up(200));
    }

    @Test
    void aFailingComponentOfAWellServerDegradesIt() {
        String body = "{\"status\":\"ok\",\"checks\":{\"cache\":{\"status\":\"down\"},\"db\":{\"status\":\"ok\"}}}";
        assertThat(probe(answer(200, body))).isEqualTo(ProbeResult.degraded(0.5, 200, "cache 'down'"));
        assertThat(probe(Map.of("degraded-capacity", 0.2), answer(200, body)).capacity())
                .isEqualTo(0.2);
    }

    @Test
    void aCriticalComponentTakesTheServerDown() {
        String body = "{\"status\":\"ok\",\"checks\":{\"cache\":{\"status\":\"down\"}}}";
        assertThat(probe(Map.of("critical", List.of("cache")), answer(200, body)))
                .isEqualTo(ProbeResult.down(200, "critical component cache 'down'"));
    }

    @Test
    void aReportMayAskForLessWithoutBeingDegraded() {
        String body = "{\"status\":\"UP\",\"load_weight\":%s}";
        Map<String, ?> settings = Map.of("weight", "load_weight");

        assertThat(probe(settings, answer(200, body.formatted("0.6")))).isEqualTo(ProbeResult.up(0.6, 200));
        assertThat(probe(settings, answer(200, body.formatted("\"60%\"")))).isEqualTo(ProbeResult.up(0.6, 200));
        assertThat(probe(settings, answer(200, body.formatted("1")))).isEqualTo(ProbeResult.up(200));
        assertThat(probe(settings, answer(200, body.formatted("0")))).isEqualTo(ProbeResult.up(0.01, 200));
        assertThat(probe(answer(200, body.formatted("0.6"))))
                .as("it is not asked for")
                .isEqualTo(ProbeResult.up(200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "60", "1e-9", "\"\"", "\"%\"", "\"half\"", "[0.5]", "null", "\"120%\"", "0.00000000001"})
    void aWeightThatCannotBeReadCountsAsNotSaid(String weight) {
        String body = "{\"status\":\"UP\",\"load_weight\":" + weight + "}";

        assertThat(probe(Map.of("weight", "load_weight"), answer(200, body))).isEqualTo(ProbeResult.up(200));
    }

    @Test
    void aDegradedServerGetsTheLesserOfBoth() {
        String body = "{\"status\":\"degraded\",\"load_weight\":%s}";
        Map<String, ?> settings = Map.of("weight", "load_weight");

        assertThat(probe(settings, answer(200, body.formatted("0.2"))).capacity())
                .isEqualTo(0.2);
        assertThat(probe(settings, answer(200, body.formatted("0.9"))).capacity())
                .isEqualTo(0.5);
    }

    @Test
    void ownWordsReplaceTheUsualOnes() {
        Map<String, ?> settings = everySetting();
        String wellButDisk = "{\"status\":\"GUT\",\"checks\":{\"db\":\"gut\",\"disk\":\"so_la_la\"}}";
        assertThat(probe(settings, answer(200, wellButDisk)))
                .isEqualTo(ProbeResult.degraded(0.25, 200, "disk 'so_la_la'"));
        assertThat(probe(settings, answer(200, "{\"status\":\"ok\",\"checks\":{\"db\":\"gut\",\"disk\":\"gut\"}}"))
                        .detail())
                .isEqualTo("status 'ok' (not a known word)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "<html>", "{\"status\":\"ok\"", "{\"status\":\"ok\"} x", "{status:ok}", "[[[[1}"})
    void whatIsNotJsonIsDown(String body) {
        assertThat(probe(answer(200, body)).detail()).startsWith("status 200, body is not JSON: ");
    }

    @Test
    void anErrorPageIsDownWithItsStatus() {
        assertThat(probe(answer(502, "<h1>Bad Gateway</h1>")))
                .isEqualTo(ProbeResult.down(502, "status 502, body is not JSON: line 1, column 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "1", "{\"status\":404,\"error\":\"Not Found\"}", "{\"version\":\"1\"}"})
    void anAnswerWithoutAStatusIsDown(String body) {
        assertThat(probe(answer(200, body))).isEqualTo(ProbeResult.down(200, "no status in the answer"));
    }

    @Test
    void aTooLongAnswerIsDown() {
        String body = "{\"status\":\"ok\",\"x\":\"" + "x".repeat(70_000) + "\"}";
        assertThat(probe(answer(200, body))).isEqualTo(ProbeResult.down(200, "status 200, body longer than 64 KiB"));
    }

    @Test
    void aTooDeepAnswerIsDown() {
        assertThat(probe(answer(200, "{\"a\":".repeat(10_000))).detail()).startsWith("status 200, body is not JSON: ");
    }

    @Test
    void aHostileNameIsShownInOneShortLine() {
        String body = "{\"status\":\"ok\",\"checks\":{\"a\\n\\u001b[31m" + "x".repeat(1_000) + "\":\"down\"}}";
        assertThat(probe(answer(200, body)).detail()).startsWith("a??[31mxxx").hasSizeLessThan(80);
    }

    @Test
    void aWordWithTwoMeaningsIsRefused() {
        assertRefused(
                Map.of("up-words", List.of("fine"), "down-words", List.of("Fine")),
                "down-words: 'Fine' also means up (expected: one meaning a word)");
    }

    @Test
    void wrongValuesAreRefusedAtTheirKey() {
        assertRefused(Map.of("degraded-capacity", 0), "degraded-capacity: 0 (expected: 0.01..1)");
        assertRefused(
                Map.of("path", "health"), "path: 'health' (expected: a path that starts with a slash, without spaces)");
    }

    private void assertRefused(Map<String, ?> settings, String message) {
        assertThatThrownBy(() -> factory().create(Settings.of(settings), FakeContext.seeded(1)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("test: " + message);
    }
}
