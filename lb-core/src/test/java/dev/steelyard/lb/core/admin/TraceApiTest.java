package dev.steelyard.lb.core.admin;

import static dev.steelyard.lb.core.admin.AdminClient.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.admin.AdminClient.Reply;
import dev.steelyard.lb.core.proxy.Traces;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceApiTest {
    private static final String PATH = "/api/v1/trace";

    private final AdminFixture fixture = new AdminFixture();
    private AdminClient client;

    @BeforeEach
    void start() throws IOException {
        client = fixture.pool("web", 8080).start().client();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aTraceIsOnUntilItsTimeIsOver() {
        Reply begun = client.post(
                PATH, "{\"client\":\"10.0.0.0/8\",\"path\":\"/cart\",\"header\":\"X-Debug: s3\",\"for\":\"90s\"}");
        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.response().getHeaders().get("Location")).isEqualTo(PATH + "/t1");
        String shown = "{\"id\":\"t1\",\"client\":\"10.0.0.0/8\",\"method\":null,\"host\":null,\"path\":\"/cart\","
                + "\"header\":\"X-Debug: s3\",\"until\":\"2030-01-01T00:01:30Z\",\"requests\":0}";
        assertThat(begun.body()).isEqualTo(shown + "\n");
        assertThat(client.get(PATH).body()).isEqualTo("{\"traces\":[" + shown + "]}\n");

        fixture.context.fakeClock().advance(Duration.ofSeconds(90));

        assertThat(client.get(PATH).body()).isEqualTo("{\"traces\":[]}\n");
        assertThat(client.delete(PATH + "/t1").body()).isEqualTo(error(null, "no trace 't1'"));
    }

    @Test
    void oneOrAllCanBeEnded() {
        for (int i = 0; i < 3; i++) {
            client.post(PATH, "{\"client\":\"10.0.0." + i + "\"}");
        }

        assertThat(client.delete(PATH + "/t2").status()).isEqualTo(200);
        assertThat(client.get(PATH).body()).contains("\"t1\"", "\"t3\"").doesNotContain("\"t2\"");
        assertThat(client.delete(PATH).status()).isEqualTo(200);
        assertThat(client.get(PATH).body()).isEqualTo("{\"traces\":[]}\n");
    }

    @Test
    void thereAreOnlySoMany() {
        for (int i = 0; i < Traces.MOST; i++) {
            assertThat(client.post(PATH, "{\"method\":\"GET\"}").status()).isEqualTo(201);
        }

        Reply oneMore = client.post(PATH, "{\"method\":\"GET\"}");

        assertThat(oneMore.status()).isEqualTo(409);
        assertThat(oneMore.body()).isEqualTo(error(null, "16 traces are on (expected: end one first)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                           |        | it names no requests (expected: client, method, host, path or header)",
                "{'for':'60s'}                |        | it names no requests (expected: client, method, host, path or header)",
                "{'path':'/','for':'2h'}      | for    | 2h (expected: above 0s, at most 1h)",
                "{'path':'/','for':'0s'}      | for    | 0s (expected: above 0s, at most 1h)",
                "{'path':'/','for':'soon'}    | for    | 'soon' is not a duration (expected a number and a unit, e.g. 10s, 500ms, 2m)",
                "{'client':'localhost'}       | client | 'localhost' is not an address range (expected e.g. 10.0.0.0/8, fd00::/8)",
                "{'header':'X-Debug'}         | header | 'X-Debug' (expected: Name: value)",
                "{'method':'get'}             | method | 'get' (expected: upper case, e.g. GET)",
                "{'time':'60s'}               | time   | unknown field (fields: client, for, header, host, method, path)",
            })
    void whatIsWrongIsRefusedAndTurnsNothingOn(String body, String field, String message) {
        Reply refused = client.post(PATH, body.replace('\'', '"'));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo(error(field, message));
        assertThat(client.get(PATH).body()).isEqualTo("{\"traces\":[]}\n");
    }
}
