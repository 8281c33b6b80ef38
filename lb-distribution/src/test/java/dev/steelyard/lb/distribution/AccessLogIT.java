package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLogIT {
    private final JsonMapper json = new JsonMapper();
    private final TestBackends backends = new TestBackends();
    private final Browser browser = new Browser();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        backends.close();
    }

    private RunningLb start(String accessLog) throws Exception {
        return RunningLb.start(Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                access-log = "%s"
                routes = [ { match.path = "/shop", pool = web }, { match.path = "/empty", pool = empty } ]
                pools.web.backends = %s
                pools.empty.backends = []
                """.formatted(accessLog, backends.config()));
    }

    @Test
    void aFileGetsOneLineOfJsonARequest() throws Exception {
        Path file = folder.resolve("access.log");
        try (RunningLb balancer = start(file.toString())) {
            browser.get(balancer.url("web", "/shop/cart?item=7"));
            browser.get(balancer.url("web", "/empty"));
            Waiting.until("two lines are written", () -> lines(file).size() == 2);

            JsonNode answered = json.readTree(lines(file).get(0));
            assertThat(answered.get("path").asString()).isEqualTo("/shop/cart");
            assertThat(answered.get("query").asString()).isEqualTo("item=7");
            assertThat(answered.get("client").asString()).isEqualTo("127.0.0.1");
            assertThat(answered.get("pool").asString()).isEqualTo("web");
            assertThat(answered.get("backend").asString()).isIn("a", "b", "c");
            assertThat(answered.get("attempts").asInt()).isEqualTo(1);
            assertThat(answered.get("status").asInt()).isEqualTo(200);
            assertThat(answered.get("response_bytes").asInt()).isEqualTo(1);
            assertThat(answered.get("total_ms").asDouble()).isPositive();
            assertThat(answered.get("request_id").asString()).isNotBlank();
            assertThat(Instant.parse(answered.get("time").asString())).isBefore(Instant.now());

            JsonNode refused = json.readTree(lines(file).get(1));
            assertThat(refused.get("status").asInt()).isEqualTo(503);
            assertThat(refused.get("reason").asString()).isEqualTo("no_healthy_backend");
        }
    }

    @Test
    void standardOutputGetsNothingElse() throws Exception {
        try (RunningLb balancer = start("stdout")) {
            browser.bodies(20, balancer.url("web", "/shop"));
            balancer.terminate();

            assertThat(balancer.awaitEnd()).isZero();
            assertThat(balancer.out().lines())
                    .hasSize(20)
                    .allSatisfy(
                            line -> assertThat(json.readTree(line).get("status").asInt())
                                    .isEqualTo(200));
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
