package dev.steelyard.lb.core.admin;

import static dev.steelyard.lb.core.admin.AdminClient.error;
import static dev.steelyard.lb.core.admin.AdminClient.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.admin.AdminClient.Reply;
import dev.steelyard.lb.core.config.HealthConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCheckApiTest {
    private static final String CONFIGURE = "/api/v1/health-check/configure";

    private final AdminFixture fixture = new AdminFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private HealthConfig policy(String pool) {
        return fixture.pools.get(pool).members().healthWatch().policy();
    }

    @Test
    void allFieldsTakeEffectInAllPools() throws IOException {
        AdminClient client = fixture.pool("web", 8080).pool("api", 9090).start().client();
        Reply reply = client.post(CONFIGURE, """
                {"interval_seconds":10,"timeout_seconds":2.5,"unhealthy_threshold":5,"healthy_threshold":4,
                 "path":"/status","expected_status":204}""");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(line("""
                        {"pools":[
                        {"pool":"web","check":"http","interval_seconds":10.0,"timeout_seconds":2.5,
                        "unhealthy_threshold":5,"healthy_threshold":4,"path":"/status","expected_status":["204"]},
                        {"pool":"api","check":"http","interval_seconds":10.0,"timeout_seconds":2.5,
                        "unhealthy_threshold":5,"healthy_threshold":4,"path":"/status","expected_status":["204"]}
                        ]}"""));
        assertThat(policy("api").interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(policy("api").timeout()).isEqualTo(Duration.ofMillis(2500));
        assertThat(fixture.extensions.http.path()).isEqualTo("/status");
        assertThat(fixture.extensions.http.expectedStatus().values()).containsExactly("204");
    }

    @Test
    void whatIsLeftOutStaysAsItWas() throws IOException {
        Map<String, ?> health = Map.of("interval", "7s", "check", Map.of("type", "http", "path", "/old"));
        AdminClient client = fixture.pool("web", health, 8080).start().client();
        Reply reply = client.post(CONFIGURE, "{\"expected_status\":[200,\"204-206\"]}");
        assertThat(reply.body()).isEqualTo(line("""
                        {"pools":[
                        {"pool":"web","check":"http","interval_seconds":7.0,"timeout_seconds":2.0,
                        "unhealthy_threshold":3,"healthy_threshold":2,"path":"/old","expected_status":["200","204-206"]}
                        ]}"""));
        assertThat(fixture.extensions.http.path()).isEqualTo("/old");
        assertThat(fixture.extensions.http.expectedStatus().values()).containsExactly("200", "204-206");
        client.post(CONFIGURE, "{\"unhealthy_threshold\":1}");
        assertThat(fixture.extensions.http.expectedStatus().values()).containsExactly("200", "204-206");
    }

    @Test
    void onePoolCanBeMeant() throws IOException {
        AdminClient client = fixture.pool("web", 8080).pool("api", 9090).start().client();
        Reply reply = client.post(CONFIGURE, "{\"pool\":\"api\",\"interval_seconds\":0.5}");
        assertThat(reply.body()).isEqualTo(line("""
                        {"pools":[
                        {"pool":"api","check":"tcp","interval_seconds":0.5,"timeout_seconds":2.0,
                        "unhealthy_threshold":3,"healthy_threshold":2,"path":null,"expected_status":null}
                        ]}"""));
        assertThat(policy("web").interval()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void theNewThresholdDecidesTheNextVerdict() throws IOException {
        AdminClient client = fixture.pool("web", 8080, 8081).start().client();
        fixture.pass("2S");
        client.post(CONFIGURE, "{\"unhealthy_threshold\":1}");
        fixture.extensions.results.put("srv1", ProbeResult.down(0, "connection refused"));
        fixture.pass("1.1S");
        assertThat(client.get("/api/v1/backend/srv1").body())
                .contains("\"status\":\"unhealthy\",\"status_reason\":\"1 probe failed: connection refused\"");
    }

    @Test
    void aCheckThatRefusesItsSettingsInOnePoolChangesNone() throws IOException {
        Map<String, ?> tcp = Map.of("check", Map.of("type", "tcp", "send", "PING"));
        AdminClient client =
                fixture.pool("web", 8080).pool("api", tcp, 9090).start().client();
        HealthConfig web = policy("web");
        int open = fixture.extensions.openChecks.get();
        Reply reply = client.post(CONFIGURE, "{\"interval_seconds\":9,\"path\":\"/status\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).isEqualTo(error("path", "check 'tcp' of pool 'api': unknown key (keys: send)"));
        assertThat(policy("web")).isSameAs(web);
        assertThat(fixture.extensions.openChecks).hasValue(open);
        assertThat(fixture.log.lines()).isEmpty();
    }

    @Test
    void checksThatWereReplacedAreClosed() throws IOException {
        AdminClient client = fixture.pool("web", 8080).start().client();
        assertThat(fixture.extensions.openChecks).hasValue(2); // tcp, and http for backends with a path of their own
        client.post(CONFIGURE, "{\"path\":\"/status\"}");
        assertThat(fixture.extensions.openChecks).hasValue(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"interval_seconds":0}          | interval_seconds    | 0 (expected: above 0, at most 86400)
            {"interval_seconds":-5}         | interval_seconds    | -5 (expected: above 0, at most 86400)
            {"interval_seconds":1e300}      | interval_seconds    | too many (expected: above 0, at most 86400)
            {"interval_seconds":0.05}       | interval_seconds    | 0.05s (expected: at least 100ms)
            {"timeout_seconds":0.001}       | timeout_seconds     | 0.001s (expected: at least 10ms)
            {"timeout_seconds":"2s"}        | timeout_seconds     | "2s" (expected: a number)
            {"unhealthy_threshold":0}       | unhealthy_threshold | 0 (expected: 1..1000)
            {"healthy_threshold":1001}      | healthy_threshold   | 1001 (expected: 1..1000)
            {"path":"status"}               | path                | check 'http' of pool 'web': 'status' (expected: a path that starts with /)
            {"path":7}                      | path                | 7 (expected: text)
            {"expected_status":{"a":1}}     | expected_status     | (expected: a status such as 200, a range such as "200-299", or a list of these)
            {"expected_status":[]}          | expected_status     | (expected: a status such as 200, a range such as "200-299", or a list of these)
            {"intervall_seconds":5}         | intervall_seconds   | unknown field; did you mean 'interval_seconds'? (fields: expected_status, healthy_threshold, interval_seconds, path, pool, timeout_seconds, unhealthy_threshold)
            {"pool":"nope","path":"/"}      | pool                | no pool 'nope' (pools: web)
            {"pool":"web"}                  |                     | nothing to change (expected: at least one field beside pool)
            """)
    void badInputIsRefusedWithTheFieldNamed(String body, String field, String message) throws IOException {
        AdminClient client = fixture.pool("web", 8080).start().client();
        HealthConfig before = policy("web");
        Reply reply = client.post(CONFIGURE, body);
        assertThat(reply.body()).isEqualTo(error(field, message));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(policy("web")).isSameAs(before);
    }

    @Test
    void aChangeIsLoggedWithItsFieldsOnly() throws IOException {
        AdminClient client = fixture.pool("web", 8080).start().client();
        client.post(CONFIGURE, "{\"path\":\"/a\\nINFO admin 6.6.6.6: forged\",\"healthy_threshold\":1}");
        assertThat(fixture.log.lines())
                .containsExactly("INFO admin 127.0.0.1: health checks configured: "
                        + "{\"healthy_threshold\":1,\"path\":\"/a\\nINFO admin 6.6.6.6: forged\"}");
    }
}
