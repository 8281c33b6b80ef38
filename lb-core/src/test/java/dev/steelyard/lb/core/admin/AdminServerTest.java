package dev.steelyard.lb.core.admin;

import static dev.steelyard.lb.core.admin.AdminClient.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.core.admin.AdminClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminServerTest {
    private final AdminFixture fixture = new AdminFixture();

    @AfterEach
    void stop() throws InterruptedException {
        fixture.close();
        assertThat(threadsThatStayBeside(Set.of())).isEmpty();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lb-admin"))
                .collect(Collectors.toSet());
    }

    /** A thread that was told to end, and has left its pool, may still be about to. */
    private static Set<Thread> threadsThatStayBeside(Set<Thread> known) throws InterruptedException {
        Set<Thread> others = threads();
        others.removeAll(known);
        for (Thread other : others) {
            other.join(Duration.ofSeconds(5).toMillis());
        }
        others.removeIf(other -> !other.isAlive());
        return others;
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            DELETE | /api/v1/backend/list        | GET, HEAD
            GET    | /api/v1/backend/register    | POST
            POST   | /api/v1/backend/srv1        | GET, HEAD, DELETE
            GET    | /api/v1/backend/srv1/weight | PUT
            OPTIONS| /api/v1/stats               | GET, HEAD
            PUT    | /metrics                    | GET, HEAD
            """)
    void aMethodThatAPathLacksIsRefusedWithThoseItHas(String method, String path, String allow) throws IOException {
        AdminClient client = fixture.pool("web", 8080).start().client();
        Reply reply = client.send(client.request(method, path));
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo(allow);
        assertThat(reply.body()).isEqualTo(error(null, method + " is not possible here (expected: " + allow + ")"));
    }

    @ParameterizedTest
    @CsvSource({
        "/",
        "/api/v1/backend",
        "/api/v1/backend/list/",
        "/api/v1/backend/srv1/port",
        "/Health",
        "/api%2Fv1/stats"
    })
    void aPathThatIsNotThereIsNotFound(String path) throws IOException {
        String answer = fixture.pool("web", 8080)
                .start()
                .client()
                .raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).containsPattern("^HTTP/1.1 40[04] ").contains("{\"error\":{\"field\":null,\"message\":\"");
    }

    @Test
    void headIsGetWithoutTheBody() throws IOException {
        AdminClient client = fixture.start().client();
        Reply head = client.send(client.request("HEAD", "/health"));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length"))
                .isEqualTo(client.get("/health").header("Content-Length"));
    }

    @Test
    void aMalformedRequestIsAnsweredInTheSameForm() throws IOException {
        AdminClient client = fixture.start().client();
        assertThat(client.raw("GET /health HTTP/1.1\r\nHost: localhost\r\nBad Name: x\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/json")
                .contains("{\"error\":{\"field\":null,\"message\":\"");
        assertThat(client.raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(9000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("{\"error\":{\"field\":null,\"message\":\"");
    }

    @Test
    void aDefectIsLoggedButNotShown() throws IOException {
        fixture.poolSource = () -> {
            throw new IllegalStateException("secret detail");
        };
        Reply reply = fixture.start().client().get("/api/v1/backend/list");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body()).isEqualTo(error(null, "internal error; the log says more"));
        assertThat(fixture.log.lines()).containsExactly("ERROR admin 127.0.0.1: GET /api/v1/backend/list failed");
    }

    @Test
    void nothingIsKeptByCachesOrGuessedByBrowsers() throws IOException {
        Reply reply = fixture.start().client().get("/api/v1/stats");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Server")).isNull();
    }

    @Test
    void anAddressThatIsTakenIsNamedAndNothingIsLeftBehind() throws Exception {
        int taken = fixture.start().server().localPort();
        Set<Thread> before = threads();
        try (AdminFixture second = new AdminFixture()) {
            assertThatThrownBy(() -> second.config("bind", "127.0.0.1:" + taken).start())
                    .isInstanceOf(IOException.class)
                    .hasMessage("admin.bind: cannot listen on 127.0.0.1:" + taken + ": Address already in use");
            assertThat(threadsThatStayBeside(before)).isEmpty();
        }
        assertThat(fixture.client().get("/health").status()).isEqualTo(200);
    }

    @Test
    void stoppingFreesTheAddress() throws IOException {
        AdminServer server = fixture.start().server();
        int port = server.localPort();
        server.stop();
        assertThat(server.localPort()).isEqualTo(-1);
        try (AdminFixture next = new AdminFixture()) {
            next.config("bind", "127.0.0.1:" + port).start();
            assertThat(next.client().get("/health").status()).isEqualTo(200);
        }
    }
}
