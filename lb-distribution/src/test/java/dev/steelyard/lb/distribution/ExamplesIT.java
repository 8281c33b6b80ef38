package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.ExampleConfig;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.Jdk;
import dev.steelyard.lb.distribution.fixture.Repository;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every config in {@code examples/}: is it right, does it start, and does it do what it says? */
class ExamplesIT {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "LB_ADMIN_TOKEN",
            "a-token-for-this-test",
            "AFFINITY_SECRET",
            "a-secret-for-this-test",
            "LB_HEALTH_PASSWORD",
            "another");

    private final Browser browser = new Browser();

    static List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(Repository.file("examples"))) {
            return entries.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
    }

    private static RunningLb start(ExampleConfig example) throws Exception {
        return RunningLb.start(Bundle.shared(), Jdk.current(), example.text(), ENVIRONMENT);
    }

    private static ExampleConfig example(String name) {
        return ExampleConfig.of(Repository.file("examples/" + name));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aPersonWhoChecksItHearsThatItIsFine(Path file) throws Exception {
        ProcessBuilder command = Bundle.shared().command(List.of("check", "-c", file.toString()));
        command.environment().putAll(ENVIRONMENT);

        Finished checked = Bundle.finish(command);

        assertThat(checked.exitCode()).as("%s", checked).isZero();
    }

    /** The others pass on connections of which we do not know what is said there. */
    static List<Path> filesAboutHttp() throws IOException {
        return files().stream()
                .filter(file -> !file.endsWith("postgresql.conf"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("filesAboutHttp")
    void itStartsAndAnswers(Path file) throws Exception {
        try (ExampleConfig example = ExampleConfig.of(file);
                RunningLb balancer = start(example)) {
            HttpResponse<String> answer = browser.get(balancer.url("web", "/"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(example.backends()).containsKey(answer.body());
        }
    }

    @Test
    void theListInTheReadmeNamesEachOfThem() throws IOException {
        String readme = Files.readString(Repository.file("examples/README.md"));

        assertThat(files())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(readme).contains("](" + file.getFileName() + ")"));
        assertThat(readme.lines().filter(line -> line.contains(".conf`]"))).hasSameSizeAs(files());
    }

    @Test
    void minimalHasTenLines() throws IOException {
        assertThat(Files.readAllLines(Repository.file("examples/minimal.conf"))).hasSize(10);
    }

    @Test
    void stickySessionsStayByCookieAndByAddress() throws Exception {
        try (ExampleConfig example = example("sticky-sessions.conf");
                RunningLb balancer = start(example)) {
            HttpResponse<String> first = browser.get(balancer.url("web", "/"));
            String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();

            assertThat(cookie).startsWith("SERVER_ID=").contains("Max-Age=28800");
            assertThat(browser.bodies(10, balancer.url("web", "/"), "Cookie", cookie.split(";")[0]))
                    .containsOnly(first.body());
            assertThat(browser.bodies(10, balancer.url("web", "/api")).stream().distinct())
                    .hasSize(1);
        }
    }

    @Test
    void weightsDecideAsTheCommentSays() throws Exception {
        try (ExampleConfig example = example("weighted-and-least-connections.conf");
                RunningLb balancer = start(example)) {
            assertThat(browser.bodies(50, balancer.url("web", "/")))
                    .filteredOn("big"::equals)
                    .hasSize(30);
            assertThat(browser.get(balancer.url("web", "/reports/7")).body()).startsWith("report-");
            assertThat(browser.get(balancer.url("web", "/search")).body()).startsWith("10.0.3.");
        }
    }

    @Test
    void healthChecksTellWhatTheCommentsSay() throws Exception {
        try (ExampleConfig example = example("health-checks.conf");
                RunningLb balancer = start(example)) {
            example.backends().keySet().forEach(id -> balancer.api().awaitStatus(id, "healthy"));

            example.backends().get("web-2").setHealth(503, "");
            example.backends()
                    .get("shop-2")
                    .setHealth(200, "{\"status\":\"UP\",\"components\":{\"db\":{\"status\":\"DOWN\"}}}");
            example.backends().get("files-2").kill();

            balancer.api().awaitStatus("web-2", "unhealthy");
            balancer.api().awaitStatus("shop-2", "unhealthy");
            assertThat(browser.bodies(6, balancer.url("web", "/"))).containsOnly("web-1");
            assertThat(browser.bodies(6, balancer.url("web", "/shop"))).containsOnly("shop-1");
            assertThat(browser.bodies(8, balancer.url("web", "/files"))).containsOnly("files-1");
            balancer.api().awaitStatus("files-2", "unhealthy");
        }
    }

    @Test
    void routingGoesByHeaderHostPathAndMethod() throws Exception {
        try (ExampleConfig example = example("routing.conf");
                RunningLb balancer = start(example)) {
            URI web = balancer.url("web", "/");
            URI api = balancer.url("web", "/api/orders");
            String shop = "shop.example.com";

            assertThat(browser.get(api, "Host", shop, "X-Canary", "yes").body()).isEqualTo("10.0.1.25:8080");
            assertThat(browser.get(api, "Host", shop).body()).startsWith("10.0.2.");
            assertThat(browser.get(web, "Host", shop).body()).startsWith("10.0.3.");
            assertThat(browser.send("POST", web, "x", "Host", shop).body()).startsWith("10.0.1.1");
            assertThat(browser.get(api).body()).startsWith("10.0.1.1");
        }
    }

    @Test
    void behindAProxyTheClientIsWhoTheProxySays() throws Exception {
        try (ExampleConfig example = example("behind-a-proxy.conf");
                RunningLb balancer = start(example)) {
            HttpResponse<String> answer = browser.get(balancer.url("web", "/"), "X-Forwarded-For", "203.0.113.7");

            assertThat(example.backends().get(answer.body()).lastHeader("X-Forwarded-For"))
                    .isEqualTo("203.0.113.7, 127.0.0.1");
            assertThat(browser.bodies(10, balancer.url("web", "/"), "X-Forwarded-For", "203.0.113.7"))
                    .containsOnly(answer.body());
            balancer.terminate();
            assertThat(balancer.awaitEnd()).isZero();
            assertThat(balancer.out().lines())
                    .hasSize(11)
                    .allMatch(line -> line.contains("\"client\":\"203.0.113.7\""));
        }
    }

    @Test
    void theApiWantsItsToken() throws Exception {
        try (ExampleConfig example = example("api-token.conf");
                RunningLb balancer = start(example)) {
            URI stats = balancer.admin("/api/v1/stats");
            String token = "Bearer " + ENVIRONMENT.get("LB_ADMIN_TOKEN");

            assertThat(browser.get(stats).statusCode()).isEqualTo(401);
            assertThat(browser.get(stats, "Authorization", token).statusCode()).isEqualTo(200);
            assertThat(browser.get(stats, "Authorization", token, "Host", "lb.example.com")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(browser.get(stats, "Authorization", token, "Host", "evil.example.com")
                            .statusCode())
                    .isEqualTo(403);
        }
    }
}
