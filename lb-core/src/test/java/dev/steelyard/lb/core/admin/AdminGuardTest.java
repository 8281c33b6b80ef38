package dev.steelyard.lb.core.admin;

import static dev.steelyard.lb.core.admin.AdminClient.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.admin.AdminClient.Reply;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminGuardTest {
    private static final String LIST = "/api/v1/backend/list";
    private static final String TOKEN = "correct horse battery";

    private final AdminFixture fixture = new AdminFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private Reply getWith(String path, String header, String value) {
        return fixture.client()
                .send(fixture.client().request("GET", path).headers(headers -> headers.put(header, value)));
    }

    private String getFrom(String host) throws IOException {
        return fixture.client().raw("GET " + LIST + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    @Tag("SEC-31")
    void withoutTheTokenNothingIsShownOrChanged() throws IOException {
        AdminClient client =
                fixture.pool("web", 8080).config("token", TOKEN).start().client();
        Reply reply = client.get(LIST);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(reply.body()).isEqualTo(error(null, "no token (expected: Authorization: Bearer <token>)"));
        assertThat(client.delete("/api/v1/backend/srv1").status()).isEqualTo(401);
        assertThat(client.get("/metrics").status()).isEqualTo(401);
        assertThat(client.get("/nothing-here").status()).isEqualTo(401);
        assertThat(fixture.pools.get("web").backends()).hasSize(1);
        assertThat(fixture.log.lines())
                .hasSize(4)
                .contains(
                        "INFO admin 127.0.0.1: DELETE /api/v1/backend/srv1 kept out: no token (expected: Authorization: Bearer <token>)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong horse battery",
                "Bearer correct horse",
                "Bearer correct horse battery staple",
                "Bearer ",
                "Basic correct horse battery",
                TOKEN
            })
    void anotherTokenIsRefused(String authorization) throws IOException {
        fixture.config("token", TOKEN).start();
        assertThat(getWith(LIST, "Authorization", authorization).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER  "})
    void theTokenOpensEverything(String scheme) throws IOException {
        fixture.config("token", TOKEN).start();
        assertThat(getWith(LIST, "Authorization", scheme + TOKEN).status()).isEqualTo(200);
        assertThat(getWith("/metrics", "Authorization", scheme + TOKEN).status())
                .isEqualTo(200);
    }

    @Test
    void healthAndReadyNeedNoToken() throws IOException {
        AdminClient client = fixture.config("token", TOKEN).start().client();
        assertThat(client.get("/health").status()).isEqualTo(200);
        assertThat(client.get("/ready").status()).isEqualTo(200);
        assertThat(client.get("/health/../api/v1/stats").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:9090", "127.0.0.1:9090", "192.0.2.7", "[::1]:9090", "lb.example.com"})
    void hostsThatNoWebPageCanFakeAreAllowed(String host) throws IOException {
        fixture.config("allowed-hosts", List.of("LB.example.com")).start();
        assertThat(getFrom(host)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example.com", "127.0.0.1.evil.example.com", "localhost.evil.example.com:9090", "1234"})
    @Tag("SEC-31")
    void aHostThatAWebPageMadeUpIsRefused(String host) throws IOException {
        fixture.start();
        String name = host.replaceFirst(":.*", "");
        assertThat(getFrom(host))
                .startsWith("HTTP/1.1 403 ")
                .endsWith(
                        error(
                                null,
                                "host '" + name
                                        + "' is not allowed (expected: an IP address, localhost, or a name in admin.allowed-hosts)"));
    }

    @Test
    void aClientTooOldToSendAHostIsAllowed() throws IOException {
        fixture.start();
        assertThat(fixture.client().raw("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example.com", "null", "http://127.0.0.1:1", "http://127.0.0.1", "file://"})
    @Tag("SEC-31")
    void aPageOfAnotherOriginIsRefused(String origin) throws IOException {
        fixture.start();
        Reply reply = getWith(LIST, "Origin", origin);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body())
                .isEqualTo(error(null, "origin '" + origin + "' is not allowed (expected: pages of this server only)"));
    }

    @Test
    void aPageOfThisServerIsAllowed() throws IOException {
        fixture.start();
        String own = "http://127.0.0.1:" + fixture.server().localPort();
        assertThat(getWith(LIST, "Origin", own).status()).isEqualTo(200);
    }
}
