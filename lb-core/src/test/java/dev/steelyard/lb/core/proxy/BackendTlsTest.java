package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.steelyard.lb.core.tls.OpenSsl;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to backends in TLS. Closing the balancer at the end of each test also checks that no buffer or lease is left. */
@Timeout(60)
class BackendTlsTest {
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";
    private static final String OFFER = "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

    @TempDir
    private static Path folder;

    private static OpenSsl files;

    @BeforeAll
    static void makeCertificates() throws Exception {
        assumeTrue(OpenSsl.isInstalled(), "openssl is not installed");
        files = new OpenSsl(folder);
        files.pair("ca", "DNS:ca.example").pair("stranger", "DNS:stranger.example");
        files.pairSignedBy("ca", "good", "DNS:b.example,IP:127.0.0.1", 2);
        files.pairSignedBy("ca", "other", "DNS:other.example", 2);
        files.pairSignedBy("ca", "old", "DNS:b.example,IP:127.0.0.1", -1);
        files.pairSignedBy("stranger", "strange", "DNS:b.example,IP:127.0.0.1", 2);
        files.pairSignedBy("ca", "client", "DNS:client.example", 2);
        files.ecKey("oldself.key");
        files.run("req", "-new", "-key", "oldself.key", "-subj", "/CN=oldself", "-out", "oldself.csr");
        files.run(
                "x509", "-req", "-in", "oldself.csr", "-signkey", "oldself.key", "-days", "-1", "-out", "oldself.pem");
    }

    private static RawOrigin origin(String certificate, RawOrigin.Script script) throws Exception {
        return RawOrigin.inTls(files.server(certificate, null), script);
    }

    private static RawOrigin saying(String certificate, String answer) throws Exception {
        return origin(certificate, RawOrigin.answers(request -> answer));
    }

    private static TestBalancer.Setup with(String tls) {
        String ca = tls.contains("verify = off") ? "" : "ca = \"" + folder.resolve("ca.pem") + "\"\n";
        return TestBalancer.configured().pool("tls { " + ca + tls + " }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bodiesOfAnySizeGoThroughBothWaysOnOneConnection(String version) throws Exception {
        try (RawOrigin origin = RawOrigin.inTls(
                        files.server("good", null),
                        socket -> socket.setEnabledProtocols(new String[] {version}),
                        RawOrigin.answers(request -> "HTTP/1.1 200 OK\r\nContent-Length: "
                                + request.body().length() + "\r\n\r\n" + request.body()));
                TestBalancer balancer = with("").before(origin);
                Wire client = balancer.connect()) {
            for (int size : new int[] {0, 1, 16_384, 17_000, 3_000_000}) {
                String body = "x".repeat(size);
                CompletableFuture<Wire.Message> answer = CompletableFuture.supplyAsync(() -> quietly(client::read));
                client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n" + body);

                assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo(body);
            }
            assertThat(origin.connections()).isOne();
        }
    }

    private interface Reading<T> {
        T read() throws Exception;
    }

    private static <T> T quietly(Reading<T> reading) {
        try {
            return reading.read();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"'', -", "server-name = b.example, b.example", "server-name = b.example., b.example"})
    void aBackendHearsWhichServerIsMeantUnlessThatIsAnAddress(String key, String told) throws Exception {
        BlockingQueue<SSLSocket> sockets = new LinkedBlockingQueue<>();
        try (RawOrigin origin = origin("good", (wire, self) -> {
                    self.take(wire);
                    sockets.add(wire.secure());
                    wire.write(RawOrigin.HELLO);
                });
                TestBalancer balancer = with(key + "\nverify = off").before(origin)) {
            assertThat(balancer.get("/").status()).isEqualTo(200);

            SSLSocket seen = sockets.poll(10, TimeUnit.SECONDS);
            assertThat(names(seen)).isEqualTo(told == null ? List.of() : List.of(told));
            assertThat(origin.request().header("Host")).isEqualTo("test");
        }
    }

    private static List<String> names(SSLSocket socket) {
        return ((ExtendedSSLSession) socket.getSession())
                .getRequestedServerNames().stream()
                        .map(name -> new String(name.getEncoded()))
                        .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "strange, ''",
        "other, ''",
        "good, server-name = other.example",
        "old, ''",
        "strange, server-name = b.example",
        "other, server-name = b.example",
        "good, server-name = 127.0.0.2"
    })
    @Tag("SEC-32")
    void aBackendThatIsNotWhoItMustBeGetsNoRequestAndAnotherOneDoes(String certificate, String key) throws Exception {
        try (RawOrigin wrong = saying(certificate, RawOrigin.HELLO);
                TestBalancer balancer = with(key + "\n}\nhealth.passive.enabled = false\nqueue {")
                        .before(wrong)) {
            Wire.Message refused = balancer.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nsecret");

            assertThat(refused.status()).isEqualTo(502);
            assertThat(refused.body()).contains("cannot be reached");
            assertThat(wrong.requestsLeft()).isZero();
        }
        if (key.isEmpty()) {
            try (RawOrigin wrong = saying(certificate, RawOrigin.HELLO);
                    RawOrigin good = saying("good", RawOrigin.HELLO);
                    TestBalancer balancer = with("").before(wrong, good)) {
                for (int i = 0; i < 4; i++) {
                    assertThat(balancer.ask(
                                            "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx")
                                    .status())
                            .isEqualTo(200);
                }
                assertThat(balancer.count(
                                "lb_upstream_errors_total{pool=\"main\",backend=\"b0\",reason=\"connect_failure\""))
                        .isPositive();
                assertThat(wrong.requestsLeft()).isZero();
            }
        }
    }

    @Test
    @Tag("SEC-32")
    void aCertificateThatStandsInTheBundleItselfMustBeInDateToo() throws Exception {
        try (RawOrigin origin = saying("oldself", RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("tls { ca = \"" + folder.resolve("oldself.pem") + "\", server-name = oldself }")
                        .before(origin)) {
            assertThat(balancer.get("/").status()).isEqualTo(502);
            assertThat(origin.requestsLeft()).isZero();
        }
        try (RawOrigin origin = saying("ca", RawOrigin.HELLO);
                TestBalancer balancer = with("server-name = ca.example").before(origin)) {
            assertThat(balancer.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    @Tag("SEC-32")
    void withoutABundleThoseTheJvmTrustsAreBelievedAndNobodyElse() throws Exception {
        try (RawOrigin origin = saying("good", RawOrigin.HELLO);
                TestBalancer balancer =
                        TestBalancer.configured().pool("tls = on").before(origin)) {
            assertThat(balancer.get("/").status()).isEqualTo(502);
            assertThat(origin.requestsLeft()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"strange", "other", "old"})
    void anybodyIsBelievedIfTheConfigSaysSo(String certificate) throws Exception {
        try (RawOrigin origin = saying(certificate, RawOrigin.HELLO);
                TestBalancer balancer =
                        TestBalancer.configured().pool("tls.verify = off").before(origin)) {
            assertThat(balancer.get("/").body()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aBackendThatAsksForACertificateGetsOurs(String version) throws Exception {
        BlockingQueue<Principal> seen = new LinkedBlockingQueue<>();
        RawOrigin.Script script = (wire, self) -> {
            self.take(wire);
            seen.add(wire.secure().getSession().getPeerPrincipal());
            wire.write(RawOrigin.HELLO);
        };
        String own = "certificate { chain = \"" + folder.resolve("client.pem") + "\", key = \""
                + folder.resolve("client.key") + "\" }";
        try (RawOrigin origin = RawOrigin.inTls(
                        files.server("good", "ca"),
                        socket -> {
                            socket.setEnabledProtocols(new String[] {version});
                            socket.setNeedClientAuth(true);
                        },
                        script);
                TestBalancer without = with("").before(origin);
                TestBalancer balancer = with(own).before(origin)) {
            assertThat(without.get("/").status()).isEqualTo(502);
            assertThat(balancer.get("/").status()).isEqualTo(200);
            assertThat(seen.poll(10, TimeUnit.SECONDS)).hasToString("CN=client");
        }
    }

    @Test
    void aBackendThatSpeaksPlainTextGetsNoRequest() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.write("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n");
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = with("").before(origin)) {
            assertThat(balancer.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    @Tag("SEC-33")
    void aBackendThatDoesNotFinishItsHandshakeIsLeftInTime() throws Exception {
        try (RawOrigin silent = RawOrigin.running((wire, self) -> wire.awaitClosedByPeer());
                RawOrigin good = saying("good", RawOrigin.HELLO);
                TestBalancer alone = with("}\ntimeouts { connect = 200ms").before(silent);
                TestBalancer balancer = with("}\ntimeouts { connect = 200ms").before(silent, good)) {
            assertThat(alone.get("/").status()).isEqualTo(504);
            for (int i = 0; i < 4; i++) {
                assertThat(balancer.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void anIdleConnectionThatABackendClosedIsNotUsedAgain() throws Exception {
        for (boolean abruptly : new boolean[] {true, false}) {
            CountDownLatch closed = new CountDownLatch(1);
            try (RawOrigin origin = origin("good", (wire, self) -> {
                        self.take(wire);
                        wire.write(RawOrigin.HELLO);
                        if (abruptly) {
                            wire.cutShort();
                        }
                        wire.close();
                        closed.countDown();
                    });
                    TestBalancer balancer = with("}\nretry { attempts = 1").before(origin);
                    Wire client = balancer.connect()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                                    .read()
                                    .body())
                            .isEqualTo("hello");
                    TestBalancer.await("the connection is still there", () -> balancer.connections(0) == 0);
                }
                assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    @Tag("SEC-32")
    void anAnswerThatEndsWithItsConnectionIsWholeOnlyIfTheBackendSaysSo() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall there is";
        try (RawOrigin whole = origin("good", (wire, self) -> {
                    self.take(wire);
                    wire.write(answer);
                });
                RawOrigin cut = origin("good", (wire, self) -> {
                    self.take(wire);
                    wire.write(answer);
                    wire.cutShort();
                });
                TestBalancer first = with("").before(whole);
                TestBalancer second = with("").before(cut);
                Wire client = second.connect()) {
            assertThat(first.get("/").body()).isEqualTo("all there is");

            client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readHead();
            String seen = readToWhateverEnd(client);
            assertThat(seen).as("the last chunk").doesNotEndWith("0\r\n\r\n");
        }
    }

    private static String readToWhateverEnd(Wire client) {
        StringBuilder seen = new StringBuilder();
        try {
            while (true) {
                seen.append(client.readBytes(1));
            }
        } catch (java.io.IOException ended) {
            return seen.toString();
        }
    }

    @Test
    void whatBothSidesSayAfterASwitchOfProtocolsIsPassedOn() throws Exception {
        try (RawOrigin origin = origin("good", (wire, self) -> {
                    self.take(wire);
                    wire.write(SWITCHED + "early\n");
                    while (true) {
                        wire.write("echo " + wire.readLine() + "\n");
                    }
                });
                TestBalancer balancer = with("").before(origin);
                Wire client = balancer.connect()) {
            assertThat(client.write(OFFER).readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.readLine()).isEqualTo("early");
            for (int i = 0; i < 100; i++) {
                assertThat(client.write("hello " + i + "\n").readLine()).isEqualTo("echo hello " + i);
            }
        }
    }

    @Test
    void manyClientsAtOnceGetTheirOwnAnswersOnAllLoops() throws Exception {
        int clients = 16;
        try (RawOrigin origin = origin("good", RawOrigin.answers(request -> {
                    String target = request.startLine().split(" ")[1];
                    return "HTTP/1.1 200 OK\r\nContent-Length: " + target.length() + "\r\n\r\n" + target;
                }));
                TestBalancer balancer = with("").loops(2).before(origin)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                String name = "/" + i + "/";
                all.add(CompletableFuture.runAsync(() -> {
                    for (int j = 0; j < 20; j++) {
                        String target = name + j;
                        assertThat(quietly(() -> balancer.get(target)).body()).isEqualTo(target);
                    }
                }));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(50, TimeUnit.SECONDS);
            assertThat(origin.connections()).isLessThanOrEqualTo(2 * clients);
        }
    }
}
