package dev.steelyard.lb.healthchecks.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.testkit.FakeBackend;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestHeadTest {

    @ParameterizedTest
    @CsvSource({
        "app.example.com, 8080, app.example.com:8080",
        "10.0.1.15, 80, 10.0.1.15:80",
        "::1, 8080, [::1]:8080",
        "fe80::1%eth0, 80, [fe80::1]:80",
        "[::1], 80, [::1]:80"
    })
    void theHostHeaderNamesHostAndPort(String host, int port, String expected) {
        FakeBackend backend = FakeBackend.at("b", InetSocketAddress.createUnresolved(host, port));
        RequestHead head = new RequestHead("GET", "/", Map.of(), Optional.empty());
        assertThat(new String(head.bytesFor(backend), StandardCharsets.ISO_8859_1))
                .contains("\r\nHost: " + expected + "\r\n");
    }
}
