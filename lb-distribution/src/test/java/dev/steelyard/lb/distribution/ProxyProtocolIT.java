package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import dev.steelyard.lb.distribution.fixture.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PROXY protocol through the bundle: HAProxy as the proxy before it and as the server behind it. */
class ProxyProtocolIT {

    private static String curl(String... arguments) throws Exception {
        ProcessBuilder command = new ProcessBuilder("curl", "-sS", "--max-time", "10");
        command.command().addAll(List.of(arguments));
        Finished finished = Bundle.finish(command);
        assertThat(finished.exitCode()).as(finished.toString()).isZero();
        return finished.out().strip();
    }

    /** A proxy before the balancer that passes connections on, and says whose they are: the header of the request tells it. */
    private static Tools.Server proxyTo(int balancer, String version, Path folder) throws Exception {
        return Tools.serve(port -> haproxy(folder.resolve(version + ".cfg"), """
                frontend before
                  bind 127.0.0.1:%d
                  http-request set-src hdr(x-client)
                  default_backend balancer
                backend balancer
                  server lb 127.0.0.1:%d %s
                """.formatted(port, balancer, version)));
    }

    private static List<String> haproxy(Path config, String sections) {
        try {
            String defaults = "defaults\n mode http\n timeout client 10s\n timeout server 10s\n timeout connect 10s\n";
            Files.writeString(config, defaults + sections);
            return List.of("haproxy", "-db", "-f", config.toString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String askAs(String client, Tools.Server proxy) throws Exception {
        return curl("-H", "X-Client: " + client, "http://127.0.0.1:" + proxy.port() + "/");
    }

    @Test
    void haproxySaysWhoTheClientIsAndTheBackendHearsOfIt(@TempDir Path folder) throws Exception {
        Tools.need("curl", "haproxy");
        try (TestBackend backend = TestBackend.start("a");
                RunningLb balancer = RunningLb.start(Bundle.shared(), """
                        listeners.web { bind = "127.0.0.1:0", proxy-protocol.from = ["127.0.0.1"] }
                        admin.bind = "127.0.0.1:0"
                        pools.web.backends = ["127.0.0.1:%d"]
                        """.formatted(backend.port()))) {
            for (String version : List.of("send-proxy", "send-proxy-v2")) {
                try (Tools.Server proxy = proxyTo(balancer.url("web", "/").getPort(), version, folder)) {
                    assertThat(askAs("203.0.113.9", proxy)).isEqualTo("a");
                    assertThat(backend.lastHeader("X-Forwarded-For")).isEqualTo("203.0.113.9");
                    assertThat(askAs("2001:db8::9", proxy)).isEqualTo("a");
                    assertThat(backend.lastHeader("X-Forwarded-For")).contains("2001:db8:0:0:0:0:0:9");
                }
            }
            assertThat(curl(
                            "-o",
                            "/dev/null",
                            "-w",
                            "%{http_code}",
                            "--haproxy-protocol",
                            balancer.url("web", "/").toString()))
                    .isEqualTo("200");
        }
    }

    @Test
    void aHeaderThatNobodyTrustsIsNoRequest() throws Exception {
        Tools.need("curl");
        try (TestBackend backend = TestBackend.start("a");
                RunningLb balancer = RunningLb.start(Bundle.shared(), """
                        listeners.web.bind = "127.0.0.1:0"
                        admin.bind = "127.0.0.1:0"
                        pools.web.backends = ["127.0.0.1:%d"]
                        """.formatted(backend.port()))) {
            String url = balancer.url("web", "/").toString();
            assertThat(curl("-o", "/dev/null", "-w", "%{http_code}", "--haproxy-protocol", url))
                    .isEqualTo("400");
            assertThat(backend.requests()).isZero();
        }
    }

    @Test
    void haproxyIsToldWhoTheClientIsInEitherVersion(@TempDir Path folder) throws Exception {
        Tools.need("haproxy", "curl");
        try (Tools.Server server = Tools.serve(port -> haproxy(folder.resolve("echo.cfg"), """
                        frontend echo
                          bind 127.0.0.1:%d accept-proxy
                          http-request return status 200 content-type text/plain lf-string "you are %%[src]"
                        """.formatted(port)));
                RunningLb balancer = RunningLb.start(Bundle.shared(), """
                        listeners.one { bind = "127.0.0.1:0", protocol = tcp, pool = one, proxy-protocol.from = ["127.0.0.1"] }
                        listeners.two { bind = "127.0.0.1:0", protocol = tcp, pool = two, proxy-protocol.from = ["127.0.0.1"] }
                        admin.bind = "127.0.0.1:0"
                        pools.one { health.interval = 1h, send-proxy = v1, backends = ["127.0.0.1:%1$d"] }
                        pools.two { health.interval = 1h, send-proxy = v2, backends = ["127.0.0.1:%1$d"] }
                        """.formatted(server.port()))) {
            for (String listener : List.of("one", "two")) {
                int port = balancer.url(listener, "/").getPort();
                try (Tools.Server proxy = proxyTo(port, "send-proxy", folder)) {
                    assertThat(askAs("203.0.113.9", proxy)).isEqualTo("you are 203.0.113.9");
                    assertThat(askAs("2001:db8::9", proxy)).isEqualTo("you are 2001:db8::9");
                }
            }
        }
    }
}
