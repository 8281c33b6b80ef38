package dev.steelyard.lb.core.admin;

import static dev.steelyard.lb.core.admin.AdminClient.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.admin.AdminClient.Reply;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
    private static final String REGISTER = "/api/v1/backend/register";

    private final AdminFixture fixture = new AdminFixture();
    private String before;

    @BeforeEach
    void start() throws IOException {
        before = fixture.pool("web", 8080)
                .start()
                .client()
                .get("/api/v1/backend/list")
                .body();
    }

    /** Whatever was refused, nothing has changed. */
    @AfterEach
    void stop() {
        try {
            assertThat(fixture.client().get("/api/v1/backend/list").body()).isEqualTo(before);
            assertThat(fixture.log.lines()).isEmpty();
        } finally {
            fixture.close();
        }
    }

    private void refused(Reply reply, int status, String field, String message) {
        assertThat(reply.body()).isEqualTo(error(field, message));
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"port":80}                                     | host              | required, but missing
            {"host":"a"}                                    | port              | required, but missing
            {"host":null,"port":80}                         | host              | required, but missing
            {"host":"a b","port":80}                        | host              | 'a b' (expected: a host name or an address)
            {"host":"a\\r\\nb","port":80}                   | host              | 'a\\r\\nb' (expected: a host name or an address)
            {"host":5,"port":80}                            | host              | 5 (expected: text)
            {"host":"a","port":0}                           | port              | 0 (expected: 1..65535)
            {"host":"a","port":"80"}                        | port              | "80" (expected: a whole number, at most 2147483647)
            {"host":"a","port":80.5}                        | port              | 80.5 (expected: a whole number, at most 2147483647)
            {"host":"a","port":99999999999}                 | port              | 99999999999 (expected: a whole number, at most 2147483647)
            {"host":"a","port":true}                        | port              | true (expected: a whole number, at most 2147483647)
            {"host":"a","port":[80]}                        | port              | [80] (expected: a whole number, at most 2147483647)
            {"host":"a","port":80,"weight":0}               | weight            | 0 (expected: 1..65535)
            {"host":"a","port":80,"max_connections":-1}     | max_connections   | -1 (expected: 1..1000000)
            {"host":"a","port":80,"health_check_path":"x"}  | health_check_path | 'x' (expected: a path that starts with /)
            {"host":"a","port":80,"id":"x/y"}               | id                | 'x/y' (expected: up to 128 letters, digits and any of _ . : @ - [ ])
            {"host":"a","port":80,"id":"list"}              | id                | 'list' is a path of the API (expected: another id)
            {"host":"a","port":80,"pool":"wep"}             | pool              | no pool 'wep'; did you mean 'web'? (pools: web)
            {"host":"a","port":80,"max-connections":5}      | max-connections   | unknown field; did you mean 'max_connections'? (fields: health_check_path, host, id, max_connections, pool, port, priority, weight, zone)
            {"host":"a","port":80,"port":81}                | port              | stands there twice (expected: once)
            [1]                                             |                   | [1] (expected: a JSON object)
            """)
    @Tag("SEC-27")
    void aBackendIsRefusedWithTheFieldNamed(String body, String field, String message) {
        refused(fixture.client().post(REGISTER, body), 400, field, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"host":"a","port":80
            {"host":"a","port":80} x
            {"host":"a","port":80}{}
            host=a
            {'host':'a'}
            \u0000
            """)
    void whatIsNotJsonIsRefused(String body) {
        Reply reply = fixture.client().post(REGISTER, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).startsWith("{\"error\":{\"field\":null,\"message\":\"");
        assertThat(reply.body()).doesNotContain("ackson");
    }

    @Test
    void whereJsonBreaksIsSaid() {
        String body = "{\"host\":\"a\",\n \"port\":}";
        assertThat(fixture.client().post(REGISTER, body).body())
                .startsWith(
                        "{\"error\":{\"field\":null,\"message\":\"not JSON at line 2, column 9: Unexpected character");
    }

    @Test
    void anAddressOrIdThatIsTakenIsAConflict() {
        refused(
                fixture.client().post(REGISTER, "{\"host\":\"10.0.0.1\",\"port\":8080}"),
                409,
                "host",
                "10.0.0.1:8080 is there already, with id 'srv1'");
        refused(
                fixture.client().post(REGISTER, "{\"id\":\"srv1\",\"host\":\"10.0.0.2\",\"port\":8080}"),
                409,
                "id",
                "id 'srv1' is taken by 10.0.0.1:8080");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"weight":0}            | weight | 0 (expected: 1..65535)
            {"weight":65536}        | weight | 65536 (expected: 1..65535)
            {"weight":"150"}        | weight | "150" (expected: a whole number, at most 2147483647)
            {}                      | weight | required, but missing
            {"wieght":5}            | wieght | unknown field; did you mean 'weight'? (fields: weight)
            """)
    void aWeightIsRefusedWithTheFieldNamed(String body, String field, String message) {
        refused(fixture.client().put("/api/v1/backend/srv1/weight", body), 400, field, message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"state":"unhealthy"} | state | 'unhealthy'; did you mean 'healthy'? (expected: draining, disabled or healthy)
            {"state":1}           | state | 1 (expected: text)
            {}                    | state | required, but missing
            """)
    void aStateIsRefusedWithTheFieldNamed(String body, String field, String message) {
        refused(fixture.client().put("/api/v1/backend/srv1/state", body), 400, field, message);
    }

    @Test
    void anUnknownBackendIsNotFound() {
        AdminClient client = fixture.client();
        String message = "no backend 'srv7'; did you mean 'srv1'?";
        refused(client.get("/api/v1/backend/srv7"), 404, null, message);
        refused(client.delete("/api/v1/backend/srv7"), 404, null, message);
        refused(client.put("/api/v1/backend/srv7/weight", "{\"weight\":5}"), 404, null, message);
        refused(client.put("/api/v1/backend/srv7/state", "{\"state\":\"draining\"}"), 404, null, message);
        refused(client.get("/api/v1/backend/x?pool=web"), 404, null, "no backend 'x' in pool 'web'");
    }

    @Test
    void theQueryIsHeldAgainstWhatIsKnown() {
        AdminClient client = fixture.client();
        refused(
                client.get("/api/v1/backend/list?pol=web"),
                400,
                "pol",
                "unknown parameter; did you mean 'pool'? (parameters: pool)");
        refused(client.get("/api/v1/backend/list?pool=api"), 400, "pool", "no pool 'api' (pools: web)");
        refused(
                client.get("/api/v1/backend/list?pool=web&pool=web"),
                400,
                "pool",
                "stands there 2 times (expected: once)");
        refused(client.get("/api/v1/stats?pool=web"), 400, "pool", "unknown parameter (there are none here)");
    }

    @Test
    void anEmptyBodyIsRefused() {
        refused(
                fixture.client().send(fixture.client().request("POST", REGISTER)),
                400,
                null,
                "the body is empty (expected: a JSON object)");
    }

    @Test
    @Tag("SEC-31")
    void aBodyOfAnotherTypeIsRefused() {
        AdminClient client = fixture.client();
        String body = "{\"host\":\"a\",\"port\":80}";
        refused(
                client.send(client.request("POST", REGISTER), "text/plain", body),
                415,
                null,
                "Content-Type text/plain (expected: application/json)");
    }

    @Test
    void aBodyWithoutATypeIsRefused() throws IOException {
        String answer = fixture.client()
                .raw("POST " + REGISTER
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(answer)
                .startsWith("HTTP/1.1 415 ")
                .endsWith(error(null, "no Content-Type (expected: application/json)"));
    }

    @Test
    void aBodyOf64KibibytesIsTheMost() {
        AdminClient client = fixture.client();
        String tooLong = "{" + " ".repeat(64 * 1024) + "}";
        String message = "the body is too long (expected: at most 65536 bytes)";
        refused(client.post(REGISTER, tooLong), 413, null, message);
        refused(client.post(REGISTER, tooLong.replaceFirst(" {2}", "")), 400, "host", "required, but missing");
    }

    @Test
    void aBodyWhoseLengthIsNotSaidIsCutOffToo() throws IOException {
        String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
        String answer = fixture.client()
                .raw("POST " + REGISTER + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(4) + "1\r\n \r\n");
        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aBodyThatEndsEarlyChangesNothing() throws IOException {
        String whole = "{\"host\":\"a\",\"port\":80}";
        String answer = fixture.client()
                .raw("POST " + REGISTER + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n17\r\n" + whole + "\r\nX\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").endsWith(error(null, "the body could not be read to its end"));
    }
}
