package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.AdminApi;
import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import dev.steelyard.lb.distribution.fixture.TimedLoad;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What clients get of a balancer that is asked for far more than its backends can do. */
class OverloadIT {
    private static String config(List<TestBackend> backends, String pool) {
        String members = backends.stream()
                .map(backend -> "{ id = %s, host = 127.0.0.1, port = %d, max-connections = 2 }"
                        .formatted(backend.name(), backend.port()))
                .collect(Collectors.joining(", ", "[ ", " ]"));
        return """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                pools.web { %s
                  backends = %s }
                """.formatted(pool, members);
    }

    private static int metric(RunningLb balancer, String name) {
        String page = new Browser().get(balancer.admin("/metrics")).body();
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(page);
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    private static JsonNode pool(AdminApi api) {
        return api.get("/api/v1/overload").get("pools").get(0);
    }

    /** Places for 8, a service time of 20 ms and 64 clients that want it at once: eight times what can be served. */
    @Test
    void farMoreThanCanBeServedHangsNobodyAndLeavesNothingBehind() throws Exception {
        List<TestBackend> backends =
                Stream.of("a", "b", "c", "d").map(TestBackend::start).toList();
        backends.forEach(backend -> backend.setDelay(Duration.ofMillis(20)));
        String queue = "queue { size = 24, max-wait = 300ms, target = 40ms, interval = 200ms }";
        try (RunningLb balancer = RunningLb.start(Bundle.shared(), config(backends, queue))) {
            TimedLoad.Result result = TimedLoad.run(balancer.url("web", "/"), 64, Duration.ofSeconds(4));

            assertThat(result.failures()).isEmpty();
            assertThat(result.statuses()).containsOnlyKeys(200, 503);
            assertThat(result.of(200)).isGreaterThan(100);
            // 300 ms of waiting, 100 ms for the timer, 20 ms of service, and what two busy cores add.
            assertThat(result.slowest(200)).isLessThan(Duration.ofMillis(1_500));
            assertThat(result.slowest(503)).isLessThan(Duration.ofMillis(1_500));

            int full = metric(balancer, "lb_upstream_refused_total{reason=\"queue_full\"}");
            int late = metric(balancer, "lb_upstream_refused_total{reason=\"queue_timeout\"}");
            assertThat(full + late).isEqualTo(result.of(503));
            assertThat(metric(balancer, "lb_queue_entered_total{pool=\"web\"}")).isPositive();
            Waiting.until("everything is free", () -> {
                JsonNode pool = pool(balancer.api());
                return pool.get("in_flight").asInt() == 0 && pool.get("queued").asInt() == 0;
            });
            assertThat(metric(balancer, "lb_http_requests_active")).isZero();
            assertThat(metric(balancer, "lb_queue_requests{pool=\"web\"}")).isZero();
            assertThat(new Browser().get(balancer.url("web", "/")).statusCode()).isEqualTo(200);
        } finally {
            backends.forEach(TestBackend::close);
        }
    }

    /** The important ones alone want a little more than can be served at a time, so next to nothing is left for the others. */
    @Test
    void underOverloadTheImportantAreServedAndTheOthersRefused() throws Exception {
        try (TestBackend a = TestBackend.start("a");
                TestBackend b = TestBackend.start("b");
                RunningLb balancer = RunningLb.start(
                        Bundle.shared(),
                        config(List.of(a, b), "queue { size = 8, max-wait = 200ms }")
                                + "routes = [ { pool = web, priority { header = X-Priority, allowed = [ critical, low ] } } ]")) {
            a.setDelay(Duration.ofMillis(20));
            b.setDelay(Duration.ofMillis(20));
            URI uri = balancer.url("web", "/");
            Duration time = Duration.ofSeconds(3);
            TimedLoad low = TimedLoad.begin(uri, 24, time, "X-Priority: low\r\n");
            TimedLoad critical = TimedLoad.begin(uri, 6, time, "X-Priority: critical\r\n");

            TimedLoad.Result important = critical.await();
            TimedLoad.Result others = low.await();

            assertThat(important.failures()).isEmpty();
            assertThat(others.failures()).isEmpty();
            assertThat(important.statuses().keySet()).isSubsetOf(200, 503);
            assertThat(others.statuses()).containsKey(503);
            assertThat(important.of(200)).isGreaterThan(5 * others.of(200));
            assertThat(important.of(503)).isLessThan(important.of(200) / 5);
        }
    }

    @Test
    void aClientThatWantsTooMuchAtATimeGets429AndTheRestOfTheRouteGoesOn() throws Exception {
        try (TestBackend a = TestBackend.start("a");
                RunningLb balancer = RunningLb.start(
                        Bundle.shared(),
                        config(List.of(a), "")
                                + "routes = [ { pool = web, limits { max-in-flight-per-client = 1 } } ]")) {
            a.hold();
            TimedLoad first = TimedLoad.begin(balancer.url("web", "/"), 1, 1);
            Waiting.until("it is under way", () -> a.held() == 1);

            HttpResponse<String> refused = new Browser().get(balancer.url("web", "/"));

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            JsonNode route =
                    balancer.api().get("/api/v1/overload").get("routes").get(0);
            assertThat(route.get("in_flight").asInt()).isOne();
            assertThat(route.get("clients").asInt()).isOne();
            a.release();
            assertThat(first.await().of(200)).isOne();
            Waiting.until(
                    "its place is free",
                    () -> balancer.api()
                                    .get("/api/v1/overload")
                                    .get("routes")
                                    .get(0)
                                    .get("clients")
                                    .asInt()
                            == 0);
            assertThat(metric(
                            balancer,
                            "lb_overload_refused_total{route=\"web\",priority=\"normal\",reason=\"client_limit\"}"))
                    .isOne();
        }
    }

    @Test
    void aLimitThatFindsItselfRisesWithQuickAnswersAndSinksWithSlowOnes() throws Exception {
        try (TestBackend a = TestBackend.start("a");
                RunningLb balancer = RunningLb.start(Bundle.shared(), """
                        listeners.web.bind = "127.0.0.1:0"
                        admin.bind = "127.0.0.1:0"
                        pools.web {
                          adaptive-limit { enabled = true, initial = 3, interval = 200ms }
                          queue { max-wait = 20s, interval = 60s }
                          backends = [ { id = a, host = 127.0.0.1, port = %d } ]
                        }
                        """.formatted(a.port()))) {
            a.setDelay(Duration.ofMillis(30));
            AdminApi api = balancer.api();
            assertThat(limit(api)).isEqualTo(3);
            try (Load load = Load.begin(balancer.url("web", "/"), 24)) {
                Waiting.until("the limit rises", () -> limit(api) >= 10);
                a.setDelay(Duration.ofMillis(300));
                Waiting.until("the limit sinks", () -> limit(api) <= 5);

                assertThat(load.stop().errors()).isEmpty();
            }
        }
    }

    private static int limit(AdminApi api) {
        return api.backend("a").get("limit").asInt();
    }

    @Test
    void aBackendThatJoinsServesThoseWhoWait() throws Exception {
        try (TestBackend a = TestBackend.start("a");
                TestBackend b = TestBackend.start("b");
                RunningLb balancer = RunningLb.start(Bundle.shared(), config(List.of(a), "queue.max-wait = 30s"))) {
            a.hold();
            TimedLoad load = TimedLoad.begin(balancer.url("web", "/"), 6, 6);
            Waiting.until("four wait", () -> pool(balancer.api()).get("queued").asInt() == 4);

            String joining = "{\"id\":\"b\",\"host\":\"127.0.0.1\",\"port\":" + b.port() + "}";
            balancer.api().send("POST", "/api/v1/backend/register", joining);
            Waiting.until("b served them", () -> b.requests() == 4);
            a.release();

            TimedLoad.Result result = load.await();
            assertThat(result.failures()).isEmpty();
            assertThat(result.statuses()).containsOnlyKeys(200);
        }
    }
}
