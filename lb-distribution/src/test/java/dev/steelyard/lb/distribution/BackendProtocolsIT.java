package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestCertificates;
import dev.steelyard.lb.distribution.fixture.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backends that are not ours, HAProxy here, in TLS and in HTTP/2. */
@Timeout(60)
class BackendProtocolsIT {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void prepare() throws Exception {
        Tools.need("haproxy");
        assumeTrue(TestCertificates.canBeMade(), "openssl is not installed");
        TestCertificates.in(folder)
                .signed("good", "IP:127.0.0.1,DNS:backend.example")
                .signed("other", "DNS:other.example")
                .expired("old", "IP:127.0.0.1")
                .authority("stranger");
        for (String name : List.of("good", "other", "old")) {
            Files.writeString(
                    folder.resolve(name + ".both"),
                    Files.readString(folder.resolve(name + ".pem")) + Files.readString(folder.resolve(name + ".key")));
        }
    }

    /** Answers with the version it is spoken to in, the name it is told by SNI, and the authority. */
    private static Tools.Server backend(String bind) throws Exception {
        return Tools.serve(port -> {
            try {
                Path config = Files.createTempFile(folder, "backend", ".cfg");
                Files.writeString(config, """
                        defaults
                          mode http
                          timeout client 10s
                        frontend web
                          bind 127.0.0.1:%d %s
                          http-request return status 200 content-type text/plain lf-string "%%[req.ver] %%[ssl_fc_sni] %%[req.hdr(host)]"
                        """.formatted(port, bind.replace("@", folder + "/")));
                return List.of("haproxy", "-db", "-f", config.toString());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    private static RunningLb before(int port, String pool) throws Exception {
        return RunningLb.start(Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                pools.web {
                  backends = [ "127.0.0.1:%d" ]
                  %s
                }
                """.formatted(port, pool.replace("@", folder + "/")));
    }

    private static HttpResponse<String> ask(RunningLb balancer) {
        return new Browser().get(balancer.url("web", "/"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proto h2                                | protocol = h2                           | 2.0",
                "ssl crt @good.both alpn h2,http/1.1     | protocol = h2, tls.ca = \"@ca.pem\"   | 2.0",
                "ssl crt @good.both alpn h2,http/1.1     | protocol = auto, tls.ca = \"@ca.pem\" | 2.0",
                "ssl crt @good.both alpn http/1.1        | protocol = auto, tls.ca = \"@ca.pem\" | 1.1",
                "ssl crt @good.both                      | protocol = auto, tls.ca = \"@ca.pem\" | 1.1",
                "ssl crt @good.both alpn h2,http/1.1     | tls.ca = \"@ca.pem\"                  | 1.1",
                "''                                      | protocol = auto                         | 1.1"
            })
    void theVersionThatBothWantIsSpoken(String bind, String pool, String version) throws Exception {
        try (Tools.Server backend = backend(bind);
                RunningLb balancer = before(backend.port(), pool)) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = ask(balancer);
                assertThat(answer.statusCode()).as(balancer.err()).isEqualTo(200);
                assertThat(answer.body())
                        .startsWith(version + " ")
                        .endsWith(" " + balancer.url("web", "/").getAuthority());
            }
        }
    }

    @Test
    void theNameThatABackendMustHaveIsToldIt() throws Exception {
        try (Tools.Server backend = backend("ssl crt @good.both");
                RunningLb balancer =
                        before(backend.port(), "tls { ca = \"@ca.pem\", server-name = backend.example }")) {
            assertThat(ask(balancer).body()).startsWith("1.1 backend.example ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "other | ca       | No subject alternative names matching IP address",
                "old   | ca       | NotAfter",
                "good  | stranger | unable to find valid certification path"
            })
    void aBackendThatIsNotWhoItMustBeIsUnhealthyAndGetsNothing(String certificate, String ca, String why)
            throws Exception {
        String pool = "tls.ca = \"@" + ca + ".pem\", health { interval = 100ms, check { type = http, path = \"/\" } }";
        try (Tools.Server backend = backend("ssl crt @" + certificate + ".both");
                RunningLb balancer = before(backend.port(), pool)) {
            balancer.awaitLog("1 probe failed: TLS: " + why);
            assertThat(ask(balancer).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aBackendThatDoesNotAgreeToHttp2IsToldOf() throws Exception {
        try (Tools.Server backend = backend("ssl crt @good.both alpn http/1.1");
                RunningLb balancer = before(backend.port(), "protocol = h2, tls.ca = \"@ca.pem\"")) {
            assertThat(ask(balancer).statusCode()).isEqualTo(502);
        }
    }

    @Test
    void thatNobodyIsVerifiedIsSaidOutLoud() throws Exception {
        try (Tools.Server backend = backend("ssl crt @old.both");
                RunningLb balancer = before(backend.port(), "tls.verify = off")) {
            assertThat(ask(balancer).body()).startsWith("1.1 ");
            balancer.awaitLog("pools.web.tls: verify = off: whoever answers is believed");
            assertThat(new Browser().get(balancer.admin("/health")).body()).contains("pools.web.tls");
        }
    }

    /** As the kernel sees it: open connections to a port. */
    private static long connectionsTo(int port) throws IOException {
        String peer = String.format(":%04X", port);
        long count = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            count += Files.readAllLines(Path.of(table)).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[2].endsWith(peer) && fields[3].equals("01"))
                    .count();
        }
        return count;
    }

    @Test
    void manyRequestsAtATimeShareFewConnections() throws Exception {
        try (Tools.Server backend = backend("proto h2");
                RunningLb balancer = before(backend.port(), "protocol = h2")) {
            Finished load = Tools.run(
                    "h2load",
                    "-n",
                    "4000",
                    "-c",
                    "4",
                    "-m",
                    "25",
                    balancer.url("web", "/").toString());

            assertThat(load.out()).as(load.toString()).contains("4000 succeeded, 0 failed, 0 errored, 0 timeout");
            assertThat(connectionsTo(backend.port())).as("of two loops").isBetween(1L, 4L);
        }
    }
}
