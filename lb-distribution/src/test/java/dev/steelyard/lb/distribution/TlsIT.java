package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import dev.steelyard.lb.distribution.fixture.TestCertificates;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with clients as the bundle speaks it, seen by curl and openssl. */
@Timeout(120)
class TlsIT {
    private static final String NAMES = """
            certificates = [
              { chain = main.pem, key = main.key }
              { chain = wild.pem, key = wild.key }
            ]""";

    @TempDir
    private static Path made;

    private static TestCertificates originals;
    private static TestBackend backend;

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() throws Exception {
        assumeTrue(TestCertificates.canBeMade(), "openssl is not installed");
        originals = TestCertificates.in(made)
                .signed("main", "DNS:main.example,IP:127.0.0.1")
                .signed("wild", "DNS:*.wild.example")
                .signed("client", "DNS:client")
                .expired("old", "DNS:old.example")
                .authority("stranger")
                .signedBy("stranger", "forger", "DNS:client");
        backend = TestBackend.start("b");
    }

    @AfterAll
    static void close() {
        if (backend != null) {
            backend.close();
        }
    }

    @BeforeEach
    void copyCertificates() throws Exception {
        for (String file : List.of("ca", "main", "wild", "client", "old", "forger")) {
            Files.copy(made.resolve(file + ".pem"), folder.resolve(file + ".pem"));
            Files.copy(made.resolve(file + ".key"), folder.resolve(file + ".key"));
        }
    }

    private Path write(String tls) throws Exception {
        Path next = Files.writeString(folder.resolve("next.conf"), """
                listeners.web { bind = "127.0.0.1:0", protocol = https, tls {
                  %s
                } }
                admin.bind = "127.0.0.1:0"
                data.directory = data
                pools.web.backends = ["127.0.0.1:%d"]
                """.formatted(tls, backend.port())
                .replace("= data\n", "= \"" + folder.resolve("data") + "\"\n"));
        return Files.move(next, folder.resolve("lb.conf"), StandardCopyOption.REPLACE_EXISTING);
    }

    private RunningLb start(String tls) throws Exception {
        String config = write(tls).toString();
        return RunningLb.start(Bundle.shared().command(List.of("run", "-c", config)));
    }

    private Finished curl(RunningLb balancer, String name, String... options) throws Exception {
        int port = balancer.url("web", "/").getPort();
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "-v",
                "--max-time",
                "10",
                "--cacert",
                "ca.pem",
                "--resolve",
                name + ":" + port + ":127.0.0.1"));
        command.addAll(List.of(options));
        command.add("https://" + name + ":" + port + "/");
        return Bundle.finish(new ProcessBuilder(command).directory(folder.toFile()));
    }

    /** What openssl tells of a connection on which one request was made. */
    private String handshake(RunningLb balancer, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                balancer.url("web", "").getAuthority(),
                "-CAfile",
                "ca.pem",
                "-ign_eof"));
        command.addAll(List.of(options));
        Path request = Files.writeString(
                folder.resolve("request"), "GET / HTTP/1.1\r\nHost: main.example\r\nConnection: close\r\n\r\n");
        ProcessBuilder client = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(request.toFile());
        Process process = client.start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return output;
    }

    private static int metric(RunningLb balancer, String name) {
        String page = new Browser().get(balancer.admin("/metrics")).body();
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(page);
        return line.find() ? (int) Double.parseDouble(line.group(1)) : -1;
    }

    private static int handshakes(RunningLb balancer, String result) {
        return metric(balancer, "lb_tls_handshakes_total{listener=\"web\",result=\"" + result + "\"}");
    }

    @Test
    void clientsGetTheCertificateForTheNameTheyAskForAndTheRequestGoesThrough() throws Exception {
        try (RunningLb balancer = start(NAMES)) {
            for (String name : List.of("main.example", "a.wild.example", "B.WILD.example")) {
                Finished answer = curl(balancer, name);

                assertThat(answer.out()).as("%s: %s", name, answer).isEqualTo("b");
                assertThat(answer.err()).contains("ALPN: server accepted");
                assertThat(backend.lastHeader("X-Forwarded-Proto")).isEqualTo("https");
            }
            assertThat(curl(balancer, "a.b.wild.example").exitCode())
                    .as("curl: the certificate is for another name")
                    .isEqualTo(60);
            assertThat(handshake(balancer, "-noservername")).contains("subject=CN = main");
            assertThat(handshake(balancer, "-servername", "nobody.example")).contains("subject=CN = main");
            assertThat(handshakes(balancer, "done")).isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void whereNamesAreStrictNobodyElseIsServed() throws Exception {
        try (RunningLb balancer = start(NAMES + "\n strict-sni = true")) {
            assertThat(handshake(balancer, "-servername", "nobody.example")).contains("unrecognized name");
            assertThat(handshake(balancer, "-noservername")).doesNotContain("HTTP/1.1 200");
            assertThat(curl(balancer, "main.example").out()).isEqualTo("b");
            Waiting.until("both are counted", () -> handshakes(balancer, "refused") == 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "intermediate, -tls1_2, true",
        "intermediate, -tls1_3, true",
        "modern, -tls1_3, true",
        "modern, -tls1_2, false",
        "intermediate, -tls1_1, false"
    })
    void theProfileSaysWhichVersionsAreSpoken(String profile, String version, boolean spoken) throws Exception {
        try (RunningLb balancer = start(NAMES + "\n profile = " + profile)) {
            String seen = handshake(balancer, version, "-cipher", "ALL:@SECLEVEL=0");

            assertThat(seen.contains("HTTP/1.1 200")).as(seen).isEqualTo(spoken);
        }
    }

    @Test
    void keyExchangesThatCostUsMuchAreNotOffered() throws Exception {
        try (RunningLb balancer = start(NAMES)) {
            assertThat(handshake(balancer, "-groups", "ffdhe8192")).doesNotContain("HTTP/1.1 200");
            assertThat(handshake(balancer, "-groups", "P-384")).contains("HTTP/1.1 200");
        }
    }

    @Test
    void plainTextIsSentToTlsAndBrowsersAreToldToComeThereAtOnce() throws Exception {
        String more = """
                }, hsts { max-age = 365d, include-subdomains = true } }
                listeners.plain { bind = "127.0.0.1:0", trusted-proxies = [ "127.0.0.1" ]
                  redirect-to-https { port = 8443, except = [ "/.well-known/" ] }
                """;
        try (RunningLb balancer = start(NAMES + more + "limits {")) {
            Browser browser = new Browser();
            HttpResponse<String> sent = browser.get(balancer.url("plain", "/a%20b/?q=1&r=%2F"));
            assertThat(sent.statusCode()).isEqualTo(308);
            assertThat(sent.headers().firstValue("Location")).hasValue("https://127.0.0.1:8443/a%20b/?q=1&r=%2F");
            assertThat(sent.headers().firstValue("Strict-Transport-Security")).isEmpty();
            assertThat(browser.get(balancer.url("plain", "/.well-known/x")).body())
                    .isEqualTo("b");
            assertThat(browser.get(balancer.url("plain", "/"), "X-Forwarded-Proto", "https")
                            .body())
                    .isEqualTo("b");

            backend.setAnswerHeader("Strict-Transport-Security", "max-age=0");
            assertThat(curl(balancer, "main.example", "--http1.1").err())
                    .containsOnlyOnce("Strict-Transport-Security: max-age=31536000; includeSubDomains");
            assertThat(curl(balancer, "main.example", "--http1.1", "-X", "TRACE")
                            .err())
                    .contains("Strict-Transport-Security: max-age=31536000; includeSubDomains")
                    .contains("501 ");
        } finally {
            backend.setAnswerHeader("X-Nothing", "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aSessionIsResumed(String version) throws Exception {
        try (RunningLb balancer = start(NAMES)) {
            assertThat(handshake(balancer, version, "-servername", "main.example", "-sess_out", "session"))
                    .contains("New, ");
            assertThat(handshake(balancer, version, "-servername", "main.example", "-sess_in", "session"))
                    .contains("Reused, ");
        }
    }

    @Test
    void aClientsCertificateIsToldToBackendsAndCannotBeForged() throws Exception {
        try (RunningLb balancer = start(NAMES + "\n client-auth = optional, client-ca = ca.pem")) {
            String[] forged = {"-H", "X-Forwarded-Client-Cert: Subject=\"CN=admin\"", "-H", "X_Forwarded_Client_Cert: y"
            };
            String[] shown = {"--cert", "client.pem", "--key", "client.key", "-H", forged[1], "-H", forged[3]};

            assertThat(curl(balancer, "main.example", forged).out()).isEqualTo("b");
            assertThat(backend.lastHeader("X-Forwarded-Client-Cert")).isNull();
            assertThat(backend.lastHeader("X_Forwarded_Client_Cert")).isNull();

            assertThat(curl(balancer, "main.example", shown).out()).isEqualTo("b");
            assertThat(backend.lastHeader("X-Forwarded-Client-Cert"))
                    .matches("Hash=[0-9a-f]{64};Subject=\"CN=client\"")
                    .contains(originals
                            .openssl(
                                    "x509", "-in", "client.pem", "-outform", "DER", "-fingerprint", "-sha256", "-noout")
                            .out()
                            .replaceAll("(?s).*=|:|\n", "")
                            .toLowerCase(java.util.Locale.ROOT));

            Finished stranger = curl(balancer, "main.example", "--cert", "forger.pem", "--key", "forger.key");
            assertThat(stranger.exitCode())
                    .as("a certificate of a stranger: %s", stranger)
                    .isIn(35, 56);
        }
    }

    @Test
    void whereCertificatesAreRequiredNobodyGetsInWithout() throws Exception {
        try (RunningLb balancer = start(NAMES + "\n client-auth = required, client-ca = ca.pem")) {
            assertThat(curl(balancer, "main.example").exitCode()).isIn(35, 56);
            assertThat(curl(balancer, "main.example", "--cert", "client.pem", "--key", "client.key")
                            .out())
                    .isEqualTo("b");
        }
    }

    @Test
    void whoDoesNotFinishHisHandshakeIsCutOff() throws Exception {
        try (RunningLb balancer = start(NAMES + "\n handshake-timeout = 500ms");
                Socket silent = new Socket("127.0.0.1", balancer.url("web", "").getPort());
                Socket slow = new Socket("127.0.0.1", balancer.url("web", "").getPort())) {
            slow.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
            silent.setSoTimeout(10_000);
            slow.setSoTimeout(10_000);

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            slow.getInputStream().readAllBytes(); // ends
            Waiting.until("both are counted", () -> handshakes(balancer, "late") == 2);
            Waiting.until("nothing is left", () -> metric(balancer, "lb_connections_active{listener=\"web\"}") == 0);
        }
    }

    @Test
    void plainTextOnATlsPortIsRefused() throws Exception {
        try (RunningLb balancer = start(NAMES);
                Socket client = new Socket("127.0.0.1", balancer.url("web", "").getPort())) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: main.example\r\n\r\n".getBytes());

            assertThat(new String(client.getInputStream().readAllBytes())).doesNotContain("HTTP/1.1");
            Waiting.until("it is counted", () -> handshakes(balancer, "refused") == 1);
        }
    }

    @Test
    void aRenewedCertificateIsTakenOnWithoutAFailedRequest() throws Exception {
        try (RunningLb balancer = start(NAMES);
                Load load = Load.begin(
                        URI.create("https://" + balancer.url("web", "/").getAuthority() + "/"),
                        4,
                        i -> i % 3 == 0 ? "Connection: close\r\n" : "",
                        originals.trust().getSocketFactory())) {
            load.awaitMore(50);
            String before = serial(balancer);
            for (int i = 0; i < 2; i++) {
                String old = serial(balancer);
                TestCertificates.in(Files.createDirectories(folder.resolve("unused" + i)));
                renew();
                Waiting.until(
                        "the new one is shown",
                        Duration.ofSeconds(5),
                        () -> !quietly(() -> serial(balancer)).equals(old),
                        balancer::err);
                load.awaitMore(50);
            }
            assertThat(serial(balancer)).isNotEqualTo(before);
            assertThat(load.stop().errors()).isEmpty();
        }
    }

    private interface Step {
        String run() throws Exception;
    }

    private static String quietly(Step step) {
        try {
            return step.run();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** Another certificate of the same name, chain and key put in place one after the other, as people do. */
    private void renew() throws Exception {
        originals.signed("main-next", "DNS:main.example,IP:127.0.0.1");
        Files.copy(made.resolve("main-next.pem"), folder.resolve("main.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(made.resolve("main-next.key"), folder.resolve("main.key"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String serial(RunningLb balancer) throws Exception {
        String shown = handshake(balancer, "-servername", "main.example");
        Path pem = Files.writeString(
                folder.resolve("shown.pem"),
                shown.substring(shown.indexOf("-----BEGIN"), shown.indexOf("-----END") + 25));
        return originals
                .openssl("x509", "-noout", "-serial", "-in", pem.toString())
                .out();
    }

    @Test
    void aBrokenFileKeepsTheCertificateBeforeAndIsToldUntilItIsMended() throws Exception {
        try (RunningLb balancer = start(NAMES)) {
            String before = serial(balancer);
            Files.writeString(folder.resolve("main.key"), "broken");
            Waiting.until("it is told", () -> health(balancer).contains("main.key has no PEM block"));

            assertThat(serial(balancer)).isEqualTo(before);
            assertThat(curl(balancer, "main.example").out()).isEqualTo("b");
            assertThat(health(balancer)).contains("listeners.web.tls.certificates[0].key");

            renew();
            Waiting.until("it is in order again", () -> !health(balancer).contains("main.key"));
            assertThat(serial(balancer)).isNotEqualTo(before);
            assertThat(balancer.err().split("main.key has no PEM block", -1))
                    .as("told once")
                    .hasSize(2);
        }
    }

    private static String health(RunningLb balancer) {
        return new Browser().get(balancer.admin("/health")).body();
    }

    @Test
    void howLongCertificatesAreGoodIsMeasured() throws Exception {
        try (RunningLb balancer = start(NAMES)) {
            String name = "lb_tls_certificate_expiry_days{name=\"*.wild.example\",file=\"" + folder.resolve("wild.pem")
                    + "\"}";
            Waiting.until("it is measured", () -> metric(balancer, name) == 1);
        }
    }

    @Test
    void aReloadTakesOnOtherCertificatesAndRefusesBadOnes() throws Exception {
        try (RunningLb balancer = start("certificates = [ { chain = main.pem, key = main.key } ]")) {
            assertThat(curl(balancer, "a.wild.example").exitCode()).isEqualTo(60);
            write(NAMES);
            assertThat(balancer.api().send("POST", "/api/v1/config/reload", "").statusCode())
                    .isEqualTo(200);
            assertThat(curl(balancer, "a.wild.example").out()).isEqualTo("b");

            write("certificates = [ { chain = main.pem, key = wild.key } ]");
            String refusal =
                    balancer.api().send("POST", "/api/v1/config/reload", "").body();
            assertThat(refusal)
                    .contains("lb.conf:2: listeners.web.tls.certificates[0].key: ")
                    .contains("is not the key of the certificate in");
            assertThat(curl(balancer, "a.wild.example").out()).isEqualTo("b");
        }
    }

    @Test
    void aCheckTellsAllThatIsWrongWithFilesAtOnce() throws Exception {
        Path config = write("""
                certificates = [
                  { chain = nowhere.pem, key = main.key }
                  { chain = main.pem, key = wild.key }
                  { chain = old.pem, key = old.key }
                  { keystore = main.pem, password = x }
                ], client-auth = required, client-ca = main.key""");

        Finished checked = Bundle.shared().run("check", "-c", config.toString());

        assertThat(checked.exitCode()).isEqualTo(2);
        assertThat(checked.err().lines().filter(line -> line.contains("listeners.web.tls.")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("lb.conf:3: ", "[0].chain: no such file: ", "nowhere.pem"),
                        line -> assertThat(line).contains("lb.conf:4: ", "[1].key: ", "is not the key"),
                        line -> assertThat(line).contains("lb.conf:5: ", "[2].chain: ", "expired on"),
                        line -> assertThat(line).contains("lb.conf:6: ", "[3].keystore: ", "not a PKCS12"),
                        line -> assertThat(line).contains("lb.conf:7: ", "client-ca: ", "no certificate"));
    }
}
