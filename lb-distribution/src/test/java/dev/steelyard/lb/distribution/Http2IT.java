package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import dev.steelyard.lb.distribution.fixture.TestCertificates;
import dev.steelyard.lb.distribution.fixture.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of HTTP/2 that are not ours, at a port that speaks HTTP/1.1 as well. */
class Http2IT {
    private static final String WHAT_CAME = " %{http_version} %{http_code}";

    private final TestBackend one = TestBackend.start("one");
    private final TestBackend two = TestBackend.start("two");
    private final Browser browser = new Browser();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private RunningLb balancer() throws Exception {
        return RunningLb.start(Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                routes = [ { pool = web } ]
                pools.web.backends = [ "127.0.0.1:%d", "127.0.0.1:%d" ]
                """.formatted(one.port(), two.port()));
    }

    private static Finished curl(RunningLb balancer, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--http2-prior-knowledge", "-w", WHAT_CAME));
        command.addAll(List.of(more));
        command.add(balancer.url("web", "/").toString());
        return Tools.run(command.toArray(String[]::new));
    }

    @Test
    void curlIsServedInBothVersions() throws Exception {
        try (RunningLb balancer = balancer()) {
            assertThat(curl(balancer).out()).matches("(one|two) 2 200");
            assertThat(browser.get(balancer.url("web", "/")).body()).isIn("one", "two");
        }
    }

    @Test
    void clientsOfTlsAgreeOnTheVersionByTheirOwnWish() throws Exception {
        assumeTrue(TestCertificates.canBeMade(), "openssl is not installed");
        TestCertificates.in(folder).signed("site", "DNS:localhost,IP:127.0.0.1");
        try (RunningLb balancer = RunningLb.start(Bundle.shared(), """
                listeners.web { bind = "127.0.0.1:0", protocol = https, tls {
                  certificates = [ { chain = "%1$s/site.pem", key = "%1$s/site.key" } ]
                } }
                admin.bind = "127.0.0.1:0"
                pools.web.backends = [ "127.0.0.1:%2$d" ]
                """.formatted(folder, one.port()))) {
            String url = "https://127.0.0.1:" + balancer.url("web", "/").getPort() + "/";
            for (String version : List.of("1.1", "2")) {
                Finished done = Tools.run(
                        "curl", "-sS", "--cacert", folder + "/ca.pem", "--http" + version, "-w", WHAT_CAME, url);
                assertThat(done.out()).as(done.toString()).isEqualTo("one " + version + " 200");
            }
            Finished load = Tools.run("h2load", "-n", "2000", "-c", "2", "-m", "50", url);
            assertThat(load.out()).as(load.toString()).contains("2000 succeeded, 0 failed, 0 errored, 0 timeout");
        }
    }

    @Test
    void anUploadOfUnknownLengthComesWhole() throws Exception {
        Path file = folder.resolve("upload");
        Files.write(file, new byte[3_000_000]);
        try (RunningLb balancer = balancer()) {
            Finished done = curl(balancer, "-T", file.toString(), "-H", "Content-Length:");

            assertThat(done.out()).as(done.toString()).matches("(one|two) 2 200");
            assertThat(browser.get(balancer.admin("/metrics")).body())
                    .contains("lb_http_request_bytes_total 3000000\n");
        }
    }

    @Test
    void manyRequestsAtATimeOnFewConnectionsAreAllAnswered() throws Exception {
        try (RunningLb balancer = balancer()) {
            Finished load = Tools.run(
                    "h2load",
                    "-n",
                    "3000",
                    "-c",
                    "3",
                    "-m",
                    "50",
                    balancer.url("web", "/").toString());

            assertThat(load.out())
                    .as(load.toString())
                    .contains("3000 succeeded, 0 failed, 0 errored, 0 timeout")
                    .contains("3000 2xx");
            assertThat(one.requests() + two.requests()).isEqualTo(3000);
            assertThat(one.requests()).isBetween(1400, 1600);
        }
    }

    @Test
    void aBackendThatDiesUnderLoadCostsNoRequest() throws Exception {
        try (RunningLb balancer = balancer()) {
            curl(balancer);
            two.kill();
            Finished load = Tools.run(
                    "h2load",
                    "-n",
                    "1000",
                    "-c",
                    "2",
                    "-m",
                    "20",
                    balancer.url("web", "/").toString());

            assertThat(load.out()).as(load.toString()).contains("1000 2xx, 0 3xx, 0 4xx, 0 5xx");
        }
    }

    @Test
    void nghttpSeesTheAnswerAndTheEndOfTheConnection() throws Exception {
        try (RunningLb balancer = balancer()) {
            Finished seen = Tools.run(
                    "nghttp", "-v", "--no-dep", balancer.url("web", "/").toString());

            assertThat(seen.out())
                    .as(seen.toString())
                    .contains(":status: 200")
                    .contains("SETTINGS_MAX_CONCURRENT_STREAMS(0x03):128");
        }
    }
}
