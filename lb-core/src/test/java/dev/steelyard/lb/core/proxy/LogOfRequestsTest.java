package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogOfRequestsTest {
    @TempDir
    private Path directory;

    /** Waits for so many lines: a request that was refused early ends when its client does. */
    private List<JsonNode> logged(int count) throws Exception {
        Path log = directory.resolve("log");
        TestBalancer.await("lines are missing", () -> linesOf(log).size() >= count);
        List<String> lines = linesOf(log);
        assertThat(lines).hasSize(count);
        return lines.stream().map(line -> new JsonMapper().readTree(line)).toList();
    }

    private static List<String> linesOf(Path log) {
        try {
            return Files.readAllLines(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private TestBalancer.Setup logging() {
        return TestBalancer.configured().log(directory.resolve("log"));
    }

    @Test
    void everyRequestIsALineOfJson() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = logging().before(origin)) {
            Instant before = Instant.now().minusSeconds(1);
            balancer.ask("POST /a/../b?x=\"y\" HTTP/1.1\r\nHost: Shop.test:81\r\nX-Request-Id: r-1\r\n"
                    + "Content-Length: 4\r\n\r\nbody");

            JsonNode line = logged(1).get(0);
            assertThat(Instant.parse(line.get("time").asString())).isBetween(before, Instant.now());
            assertThat(line.get("request_id").asString()).isEqualTo("r-1");
            assertThat(line.get("listener").asString()).isEqualTo("web");
            assertThat(line.get("client").asString()).isEqualTo("127.0.0.1");
            assertThat(line.get("method").asString()).isEqualTo("POST");
            assertThat(line.get("host").asString()).isEqualTo("shop.test");
            assertThat(line.get("path").asString()).isEqualTo("/b");
            assertThat(line.get("query").asString()).isEqualTo("x=\"y\"");
            assertThat(line.get("protocol").asString()).isEqualTo("HTTP/1.1");
            assertThat(line.get("route").asString()).isEqualTo("main");
            assertThat(line.get("pool").asString()).isEqualTo("main");
            assertThat(line.get("backend").asString()).isEqualTo("b0");
            assertThat(line.get("attempts").asInt()).isEqualTo(1);
            assertThat(line.get("status").asInt()).isEqualTo(200);
            assertThat(line.get("request_bytes").asLong()).isEqualTo(4);
            assertThat(line.get("response_bytes").asLong()).isEqualTo(5);
            assertThat(line.get("first_byte_ms").asDouble()).isPositive();
            assertThat(line.get("total_ms").asDouble())
                    .isGreaterThanOrEqualTo(line.get("first_byte_ms").asDouble());
            assertThat(line.has("reason")).isFalse();
        }
    }

    @Test
    void aRefusedRequestSaysWhy() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = logging()
                        .route("match { path = \"/api\" }")
                        .listener("limits { max-uri-size = 64B, max-body-size = 10B }")
                        .before(origin)) {
            balancer.get("/nowhere");
            balancer.get("/" + "x".repeat(100));
            balancer.ask("POST /api HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n");
            balancer.get("/..%2F");
            balancer.ask("GARBAGE\r\n\r\n");

            List<JsonNode> lines = logged(5);
            assertThat(lines)
                    .extracting(line -> line.get("status").asInt() + " "
                            + line.get("reason").asString())
                    .containsExactlyInAnyOrder(
                            "404 no_route",
                            "414 uri_too_long",
                            "413 body_too_large",
                            "400 bad_target",
                            "400 malformed");
            assertThat(lines).allMatch(line -> line.get("attempts").asInt() == 0 && !line.has("backend"));
        }
    }

    private static RawOrigin resetting() {
        return RawOrigin.running((wire, self) -> {
            self.take(wire);
            wire.reset();
        });
    }

    @Test
    void aFailedRequestNamesItsLastBackendAndItsReason() throws Exception {
        try (RawOrigin one = resetting();
                RawOrigin two = resetting();
                TestBalancer balancer = logging().before(one, two)) {
            balancer.get("/");

            JsonNode line = logged(1).get(0);
            assertThat(line.get("status").asInt()).isEqualTo(502);
            assertThat(line.get("reason").asString()).isEqualTo("reset");
            assertThat(line.get("attempts").asInt()).isEqualTo(2);
            assertThat(line.get("backend").asString()).isIn("b0", "b1");
            assertThat(line.has("first_byte_ms")).isFalse();
        }
    }

    @Test
    void aResponseThatWasBrokenOffSaysSo() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                });
                TestBalancer balancer = logging().before(origin);
                Wire client = balancer.connect()) {
            client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readHead();
            client.awaitClosedByPeer();

            JsonNode line = logged(1).get(0);
            assertThat(line.get("status").asInt()).isEqualTo(200);
            assertThat(line.get("reason").asString()).isEqualTo("broken_response");
            assertThat(line.get("response_bytes").asLong()).isEqualTo(5);
        }
    }
}
