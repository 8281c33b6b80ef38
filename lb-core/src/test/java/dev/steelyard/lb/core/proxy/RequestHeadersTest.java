package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
    private RawOrigin origin;
    private TestBalancer balancer;

    @BeforeEach
    void start() throws Exception {
        origin = RawOrigin.saying(RawOrigin.HELLO);
        balancer = TestBalancer.before(origin);
    }

    @AfterEach
    void stop() {
        try {
            balancer.close();
        } finally {
            origin.close();
        }
    }

    private Wire.Message received(String headers) throws Exception {
        assertThat(balancer.ask("GET / HTTP/1.1\r\n" + headers + "\r\n").status())
                .isEqualTo(200);
        return origin.request();
    }

    private void trust() throws Exception {
        balancer.close();
        balancer = TestBalancer.configured()
                .listener("trusted-proxies = [\"127.0.0.0/8\"]")
                .before(origin);
    }

    @Test
    void theBackendIsToldWhereTheRequestCameFrom() throws Exception {
        Wire.Message request = received("Host: Shop.Example.com:8443\r\n");

        assertThat(request.headers("Host")).containsExactly("shop.example.com:8443");
        assertThat(request.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(request.headers("X-Forwarded-Proto")).containsExactly("http");
        assertThat(request.headers("X-Forwarded-Host")).containsExactly("shop.example.com:8443");
        assertThat(request.headers("X-Forwarded-Port")).containsExactly("" + balancer.port());
        assertThat(request.headers("Forwarded"))
                .containsExactly("for=127.0.0.1;host=\"shop.example.com:8443\";proto=http");
        assertThat(request.headers("Via")).containsExactly("1.1 steelyard");
        assertThat(request.header("X-Request-Id")).matches("[0-9a-f]{16}");
    }

    @Test
    @Tag("SEC-23")
    void whatAClientSaysOfItsOriginIsDropped() throws Exception {
        Wire.Message request = received("Host: h\r\nX-Forwarded-For: 1.2.3.4\r\nX_Forwarded_For: 1.2.3.4\r\n"
                + "X-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /evil\r\nX-Real-IP: 1.2.3.4\r\n"
                + "X-Forwarded-Proto: https\r\nX-Forwarded-Port: 1\r\nForwarded: for=1.2.3.4\r\n");

        assertThat(request.head()).doesNotContain("1.2.3.4", "evil", "https");
        assertThat(request.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(request.headers("Forwarded")).containsExactly("for=127.0.0.1;host=h;proto=http");
    }

    @Test
    void whatATrustedProxySaysIsAddedTo() throws Exception {
        trust();

        Wire.Message request = received("Host: h\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 127.0.0.9\r\n"
                + "X-Forwarded-Host: outer\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\n"
                + "Forwarded: for=1.2.3.4;host=\"a:1\"\r\nVia: 1.0 other\r\n");

        assertThat(request.headers("X-Forwarded-For")).containsExactly("1.2.3.4, 127.0.0.9, 127.0.0.1");
        assertThat(request.headers("X-Forwarded-Host")).containsExactly("outer");
        assertThat(request.headers("X-Forwarded-Proto")).containsExactly("https");
        assertThat(request.headers("X-Forwarded-Port")).containsExactly("443");
        assertThat(request.headers("Forwarded"))
                .containsExactly("for=1.2.3.4;host=\"a:1\", for=127.0.0.1;host=h;proto=http");
        assertThat(request.headers("Via")).containsExactly("1.0 other, 1.1 steelyard");
    }

    @Test
    @Tag("SEC-22")
    void aClientCannotRemoveWhatWeAdd() throws Exception {
        Wire.Message request = received("Host: h\r\nConnection: close, X-Forwarded-For, Via, Forwarded, Host\r\n"
                + "Connection: X-Forwarded-Proto, X-Request-Id, X-Forwarded-Port\r\n");

        assertThat(request.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(request.headers("X-Forwarded-Proto")).containsExactly("http");
        assertThat(request.headers("X-Forwarded-Port")).hasSize(1);
        assertThat(request.headers("Host")).containsExactly("h");
        assertThat(request.headers("Via")).containsExactly("1.1 steelyard");
        assertThat(request.headers("Forwarded")).hasSize(1);
        assertThat(request.headers("X-Request-Id")).hasSize(1);
    }

    @Test
    void headersOfTheConnectionStayBehind() throws Exception {
        Wire.Message request = received(
                "Host: h\r\nConnection: keep-alive, X-Hop, Upgrade\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\n"
                        + "Proxy-Connection: x\r\nProxy-Authorization: x\r\nTE: gzip\r\nTrailer: x\r\nUpgrade: h2c\r\nX-Stays: 1\r\n");

        assertThat(request.head())
                .doesNotContainIgnoringCase("X-Hop")
                .doesNotContainIgnoringCase("Keep-Alive")
                .doesNotContainIgnoringCase("Proxy-")
                .doesNotContainIgnoringCase("Upgrade")
                .doesNotContainIgnoringCase("Trailer")
                .doesNotContainIgnoringCase("gzip");
        assertThat(request.header("X-Stays")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection:\r\n", "Connection: ,\r\n", "Connection: ,,close\r\nConnection:\r\n"})
    void anEmptyConnectionHeaderDoesNoHarm(String header) throws Exception {
        assertThat(received("Host: h\r\n" + header).header("Host")).isEqualTo("h");
    }

    @Test
    void headersOfTheBackendsConnectionStayBehind() throws Exception {
        try (RawOrigin other =
                        RawOrigin.saying("HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                                + "Proxy-Authenticate: x\r\nUpgrade: h2c\r\nX-Stays: 1\r\nContent-Length: 0\r\n\r\n");
                TestBalancer before = TestBalancer.before(other);
                Wire client = before.connect()) {
            Wire.Message response =
                    client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n").read();

            assertThat(response.head())
                    .doesNotContain("X-Hop", "Keep-Alive", "Proxy-", "Upgrade", "Connection")
                    .contains("X-Stays: 1");
        }
    }

    @Test
    void theUserAgentIsTheClientsOwn() throws Exception {
        assertThat(received("Host: h\r\nUser-Agent: theirs\r\n").headers("User-Agent"))
                .containsExactly("theirs");
        assertThat(received("Host: h\r\n").headers("User-Agent")).isEmpty();
        assertThat(received("Host: h\r\n").headers("Accept-Encoding")).isEmpty();
    }

    @Test
    void aSoundRequestIdIsKeptAndAnotherReplaced() throws Exception {
        assertThat(received("Host: h\r\nX-Request-Id: abc-1\r\n").headers("X-Request-Id"))
                .containsExactly("abc-1");
        assertThat(received("Host: h\r\nX-Request-Id: a\"b\r\n").header("X-Request-Id"))
                .matches("[0-9a-f]{16}");
    }

    @Test
    void cookiesAreLeftAlone() throws Exception {
        assertThat(received("Host: h\r\nCookie: a=1; b=\"2\"\r\n").headers("Cookie"))
                .containsExactly("a=1; b=\"2\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b", "x={y}", "%zz", "q=%", "a=\"b\"", "[1]=^&`", "a=b?c=d", "\\", ""})
    void oddQueriesArePassedOnAsTheyAre(String query) throws Exception {
        assertThat(balancer.get("/p?" + query).status()).isEqualTo(200);
        String expected = query.isEmpty() ? "[/]p[?]?" : "/p?" + query;
        String target = origin.request().startLine().split(" ")[1];
        assertThat(target)
                .satisfiesAnyOf(
                        t -> assertThat(t).isEqualTo(expected),
                        t -> assertThat(t).matches(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/../b, /b",
        "/a/./b, /a/b",
        "/%61%2Fb, /a%2Fb",
        "/a//b, /a//b",
        "/a%7eb, /a~b",
        "/x;v=1/y, /x;v=1/y",
        "/a|b, /a|b",
        "http://test/p/../q, /q"
    })
    @Tag("SEC-25")
    void thePathIsPassedOnInItsCanonicalForm(String sent, String forwarded) throws Exception {
        assertThat(balancer.get(sent).status()).isEqualTo(200);
        assertThat(origin.request().startLine()).isEqualTo("GET " + forwarded + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/a/../../b",
                "/..%2Fb",
                "/..;/b",
                "/a\\b",
                "/%00",
                "/%c0%ae/",
                "/a#b",
                "/%",
                "/a/%2e%2e/../.."
            })
    @Tag("SEC-25")
    void aPathWhoseMeaningIsInDoubtIsRefused(String target) throws Exception {
        assertThat(balancer.get(target).status()).isEqualTo(400);
        assertThat(origin.connections()).isZero();
    }

    @Test
    void theStarOfOptionsIsPassedOn() throws Exception {
        assertThat(balancer.ask("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").status())
                .isEqualTo(200);
        assertThat(origin.request().startLine()).isEqualTo("OPTIONS * HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT test:443", "TRACE /"})
    void methodsOfForwardProxiesAreNotServed(String start) throws Exception {
        assertThat(balancer.ask(start + " HTTP/1.1\r\nHost: test:443\r\n\r\n").status())
                .isIn(400, 501);
        assertThat(origin.connections()).isZero();
    }

    @Test
    @Tag("SEC-10")
    void theHostOfAnAbsoluteTargetMustBeTheHostHeaders() throws Exception {
        assertThat(balancer.ask("GET http://a.test/ HTTP/1.1\r\nHost: b.test\r\n\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(origin.connections()).isZero();
        assertThat(balancer.ask("GET http://A.test/x HTTP/1.1\r\nHost: a.test\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(origin.request().headers("Host")).containsExactly("a.test");
    }

    @Test
    void routesGoByTheCanonicalHostAndPath() throws Exception {
        balancer.close();
        balancer = TestBalancer.configured()
                .route("match { host = \"shop.test\", path = \"/api/\" }")
                .before(origin);

        assertThat(balancer.ask("GET /x/../api/y HTTP/1.1\r\nHost: SHOP.test.:80\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(origin.request().startLine()).isEqualTo("GET /api/y HTTP/1.1");
        assertThat(balancer.ask("GET /api/../y HTTP/1.1\r\nHost: shop.test\r\n\r\n")
                        .status())
                .isEqualTo(404);
        assertThat(balancer.ask("GET /api/y HTTP/1.1\r\nHost: other.test\r\n\r\n")
                        .status())
                .isEqualTo(404);
    }
}
