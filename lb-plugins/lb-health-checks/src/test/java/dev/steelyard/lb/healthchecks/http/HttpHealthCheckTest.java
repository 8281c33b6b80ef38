package dev.steelyard.lb.healthchecks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.HealthCheckContract;
import dev.steelyard.lb.testkit.ProbeServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpHealthCheckTest extends HealthCheckContract {

    @Override
    protected HealthCheckFactory factory() {
        return new HttpHealthCheckFactory();
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("path", "/health", "expected-status", 200, "body-match", "ok");
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of(
                "method", "POST",
                "path", "/health?deep=1",
                "headers", Map.of("X-Probe", "yes"),
                "host", "shop.example.com",
                "expected-status", List.of("200-299", "404"),
                "body-match", "/ok|fine/");
    }

    @Override
    protected ProbeServer.Script well() {
        return answer("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nall ok\n");
    }

    @Override
    protected ProbeServer.Script unwell() {
        return answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    }

    private static ProbeServer.Script answer(String text) {
        return connection -> {
            connection.readHttpHead();
            connection.write(text);
        };
    }

    private static ProbeServer.Script body(String body) {
        return answer("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private String requestOf(Map<String, ?> settings, String healthCheckPath) {
        try (ProbeServer server = ProbeServer.running(well());
                var check = factory().create(Settings.of(settings), FakeContext.seeded(1))) {
            var backend = server.backend();
            check.probe(healthCheckPath == null ? backend : backend.withHealthCheckPath(healthCheckPath));
            var connection = server.nextConnection();
            connection.awaitPeerClosed();
            return connection.received().replace(":" + server.address().getPort(), ":PORT");
        }
    }

    @Test
    void theRequestIsPlainAndEndsTheConnection() {
        assertThat(requestOf(Map.of(), null))
                .isEqualTo("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nAccept: */*\r\nConnection: close\r\n"
                        + "User-Agent: steelyard-health-check\r\n\r\n");
    }

    @Test
    void everySettingIsInTheRequest() {
        assertThat(requestOf(everySetting(), null))
                .isEqualTo("POST /health?deep=1 HTTP/1.1\r\nHost: shop.example.com\r\nAccept: */*\r\n"
                        + "Connection: close\r\nContent-Length: 0\r\nUser-Agent: steelyard-health-check\r\n"
                        + "X-Probe: yes\r\n\r\n");
    }

    @Test
    void aHeaderReplacesTheDefaultOfItsNameInAnyCase() {
        assertThat(requestOf(Map.of("headers", Map.of("user-agent", "me")), null))
                .containsIgnoringCase("user-agent: me\r\n")
                .doesNotContain("steelyard");
    }

    @Test
    void theBackendsOwnPathGoesBeforeThePools() {
        assertThat(requestOf(Map.of("path", "/pool"), "/own")).startsWith("GET /own HTTP/1.1\r\n");
    }

    @Test
    void aBackendsPathThatCannotBeSentFailsTheProbe() {
        try (ProbeServer server = ProbeServer.running(well())) {
            assertThatThrownBy(() -> probe(server.backend().withHealthCheckPath("/x HTTP/1.1\r\nX: y")))
                    .hasMessageContaining("path: '/x HTTP/1.1??X: y' (expected:");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    200         | 200 | true
                    200         | 204 | false
                    200-299     | 200 | true
                    200-299     | 299 | true
                    200-299     | 300 | false
                    200-299,404 | 404 | true
                    200 , 401   | 401 | true
                    200-299,404 | 403 | false
                    """)
    void theStatusMustBeInTheExpectedSet(String expected, int status, boolean up) {
        ProbeResult result = probe(Map.of("expected-status", expected), answer("HTTP/1.1 " + status + "\r\n\r\n"));
        assertThat(result)
                .isEqualTo(
                        up
                                ? ProbeResult.up(status)
                                : ProbeResult.down(
                                        status, "status " + status + " (expected " + expected.replace(" ", "") + ")"));
    }

    @Test
    void anyTwoHundredIsExpectedByDefault() {
        assertThat(probe(Map.of(), answer("HTTP/1.1 204 No Content\r\n\r\n")).passed())
                .isTrue();
        assertThat(probe(Map.of(), answer("HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"))
                        .detail())
                .isEqualTo("status 302 (expected 200-299)");
    }

    @Test
    void withoutABodyMatchTheHeadIsEnough() {
        ProbeResult result = probe(Map.of(), connection -> {
            connection.readHttpHead();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            connection.readToEnd();
        });
        assertThat(result).isEqualTo(ProbeResult.up(200));
    }

    @Test
    void aBodyWithoutTheTextIsDown() {
        assertThat(probe(body("all fine"))).isEqualTo(ProbeResult.down(200, "body does not contain 'ok'"));
    }

    @Test
    void aHugeBodyIsReadUpTo64KiB() {
        assertThat(probe(body("ok" + "x".repeat(1_000_000))).passed()).isTrue();
        assertThat(probe(body("x".repeat(1_000_000) + "ok")).detail())
                .isEqualTo("body does not contain 'ok' in its first 64 KiB");
    }

    @Test
    void anEndlessBodyIsReadUpTo64KiB() {
        ProbeResult result = probe(connection -> {
            connection.write("HTTP/1.1 200 OK\r\n\r\n");
            connection.writeWithoutEnd("x".repeat(1_000).getBytes());
        });
        assertThat(result.detail()).isEqualTo("body does not contain 'ok' in its first 64 KiB");
    }

    @Test
    void aRegularExpressionSearchesTheBody() {
        Map<String, ?> settings = Map.of("body-match", "/^status: (ok|fine)$/");
        assertThat(probe(settings, body("status: fine")).passed()).isTrue();
        assertThat(probe(settings, body("status: bad")).detail())
                .isEqualTo("body does not match /^status: (ok|fine)$/");
    }

    @Test
    void aRunawayRegularExpressionIsStopped() {
        assertThat(probe(Map.of("body-match", "/.*.*.*.*.*=/"), body("a".repeat(500)))
                        .detail())
                .isEqualTo("body-match /.*.*.*.*.*=/ is too costly for this body");
        assertThat(probe(Map.of("body-match", "/(a|b)*c/"), body("ab".repeat(30_000)))
                        .detail())
                .isEqualTo("body-match /(a|b)*c/ is too costly for this body");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    expected-status | 20x         | '20x' is not a set of status codes (expected e.g. 200, or 200-299,404)
                    expected-status | 299-200     | '299-200' is not a set of status codes (expected e.g. 200, or 200-299,404)
                    expected-status | 600         | '600' is not a set of status codes (expected e.g. 200, or 200-299,404)
                    path            | health      | 'health' (expected: a path that starts with a slash, without spaces)
                    path            | /a b        | '/a b' (expected: a path that starts with a slash, without spaces)
                    method          | G T         | 'G T' (expected: a token, e.g. GET)
                    host            | a b         | 'a b' (expected: a host name, e.g. example.com)
                    body-match      | /(/         | '/(/' is not a regular expression: Unclosed group at character 2
                    """)
    void wrongValuesAreRefusedAtTheirKey(String key, String value, String message) {
        assertRefused(Map.of(key, value), key + ": " + message);
    }

    @Test
    void headersThatTheProbeOwnsAreRefused() {
        assertRefused(Map.of("headers", Map.of("Host", "a")), "headers: 'Host' (expected: the key host sets it)");
        assertRefused(
                Map.of("headers", Map.of("content-length", "1")),
                "headers: 'content-length' (expected: the probe sets it)");
        assertRefused(
                Map.of("headers", Map.of("X-A", "b\r\nX-C: d")),
                "headers: 'X-A' (expected: a value without control characters)");
    }

    @Test
    void aHeadRequestCannotMatchABody() {
        assertRefused(
                Map.of("method", "HEAD", "body-match", "ok"),
                "body-match: a HEAD request has no body (expected: method = GET)");
    }

    private void assertRefused(Map<String, ?> settings, String message) {
        assertThatThrownBy(() -> factory().create(Settings.of(settings), FakeContext.seeded(1)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("test: " + message);
    }
}
