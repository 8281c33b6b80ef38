package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Jdk;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each algorithm promises, over three backends and 3,000 requests, on each Java. One pool and path an algorithm. */
@ParameterizedClass
@MethodSource("dev.steelyard.lb.distribution.fixture.Jdk#tested")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpreadIT {
    private static final int REQUESTS = 3000;
    private static final int CONNECTIONS = 8;
    private static final List<String> BY_WEIGHT = List.of("weighted-round-robin", "weighted-least-connections");
    private static final List<String> EVEN = List.of(
            "round-robin",
            "least-connections",
            "ip-hash",
            "maglev",
            "ring-hash",
            "rendezvous",
            "least-response-time",
            "peak-ewma",
            "random",
            "power-of-two-choices",
            "least-requests");

    @Parameter
    private Jdk jdk;

    private TestBackends backends;
    private RunningLb balancer;

    @BeforeParameterizedClassInvocation
    void start() throws Exception {
        backends = new TestBackends();
        balancer = RunningLb.start(Bundle.shared(), jdk, config(), Map.of());
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        balancer.close();
        backends.close();
    }

    @AfterEach
    void allAreFastAgain() {
        backends.setDelays(0, 0, 0);
    }

    private String config() {
        StringBuilder routes = new StringBuilder();
        StringBuilder pools = new StringBuilder();
        EVEN.forEach(type -> add(type, type, backends.config(), routes, pools));
        BY_WEIGHT.forEach(type -> add(type, type, backends.config(5, 1, 1), routes, pools));
        add("by-cookie", "{ type = maglev, key = \"cookie:SID\" }", backends.config(), routes, pools);
        add("bounded", "{ type = ring-hash, bounded-load = 1.25 }", backends.config(), routes, pools);
        return """
                listeners.web { bind = "127.0.0.1:0", trusted-proxies = ["127.0.0.1"] }
                admin.bind = "127.0.0.1:0"
                routes = [ %s ]
                pools { %s }
                """.formatted(routes, pools);
    }

    private static void add(String name, String algorithm, String members, StringBuilder routes, StringBuilder pools) {
        routes.append("{ match.path = /%1$s, pool = %1$s }\n".formatted(name));
        pools.append("%s { algorithm = %s, backends = %s }\n".formatted(name, algorithm, members));
    }

    private Load.Result load(String algorithm) throws InterruptedException {
        return load(algorithm, CONNECTIONS);
    }

    private Load.Result load(String algorithm, int connections) throws InterruptedException {
        Load.Result result = Load.run(balancer.url("web", "/" + algorithm), REQUESTS, connections);
        assertThat(result.errors()).isEmpty();
        return result;
    }

    private static void assertShares(Load.Result result, int a, int b, int c, Offset<Integer> offset) {
        assertThat(result.of("a")).as("of %s", result).isCloseTo(a, offset);
        assertThat(result.of("b")).as("of %s", result).isCloseTo(b, offset);
        assertThat(result.of("c")).as("of %s", result).isCloseTo(c, offset);
    }

    @Test
    void roundRobinGivesEachTheSame() throws Exception {
        assertShares(load("round-robin"), 1000, 1000, 1000, within(1));
    }

    @Test
    void weightedRoundRobinFollowsWeights() throws Exception {
        assertShares(load("weighted-round-robin"), 2143, 429, 429, within(2));
    }

    @Test
    void weightedRoundRobinNeverSendsBursts() {
        List<String> turns = new Browser().bodies(70, balancer.url("web", "/weighted-round-robin"));

        for (int i = 0; i + 7 <= turns.size(); i++) {
            assertThat(turns.subList(i, i + 7)).filteredOn("a"::equals).hasSize(5);
        }
        // Five of seven, and the two others apart: no more than three of the heavy one in a row.
        assertThat(String.join("", turns)).doesNotContain("aaaa");
    }

    @Test
    void leastConnectionsGivesIdleBackendsTheSame() throws Exception {
        assertShares(load("least-connections", 1), 1000, 1000, 1000, within(150));
    }

    @Test
    void leastConnectionsSparesASlowBackend() throws Exception {
        backends.setDelays(20, 2, 2);

        Load.Result result = load("least-connections");

        // Each holds a third of the connections; the slow one answers a tenth as often: 1 part of 21, 143 requests.
        assertThat(result.of("a")).as("of %s", result).isBetween(30, 400);
        assertThat(result.of("b")).isCloseTo(result.of("c"), within(300));
    }

    @Test
    void weightedLeastConnectionsFollowsWeightsWhereAllAreIdle() throws Exception {
        assertShares(load("weighted-least-connections", 1), 2143, 429, 429, within(150));
    }

    /** Keys fall as they will: 3,000 are off by 26 for one sigma, and 1,000 points of a ring by 32 more. */
    @ParameterizedTest
    @ValueSource(strings = {"ip-hash", "maglev", "ring-hash", "rendezvous"})
    void aHashSpreadsClientsAndKeepsEachWhereItIs(String algorithm) throws Exception {
        Load.Result many = Load.run(
                balancer.url("web", "/" + algorithm),
                REQUESTS,
                CONNECTIONS,
                i -> "X-Forwarded-For: 10.0." + i / 250 + "." + i % 250 + "\r\n");
        Load.Result one = load(algorithm);

        assertThat(many.errors()).isEmpty();
        assertShares(many, 1000, 1000, 1000, within(150));
        assertThat(one.answers().values()).containsExactly(REQUESTS);
    }

    @Test
    void aHashByCookieKeepsASessionAndSpreadsTheRest() throws Exception {
        URI byCookie = balancer.url("web", "/by-cookie");
        Load.Result one = Load.run(
                byCookie,
                REQUESTS,
                CONNECTIONS,
                i -> "X-Forwarded-For: 10.0.0." + i % 250 + "\r\nCookie: lang=en; SID=abc\r\n");
        Load.Result many = Load.run(byCookie, REQUESTS, CONNECTIONS, i -> "Cookie: SID=" + i + "; lang=en\r\n");
        Load.Result none = Load.run(byCookie, REQUESTS, CONNECTIONS);

        assertThat(one.errors()).isEmpty();
        assertThat(one.answers().values()).containsExactly(REQUESTS);
        assertShares(many, 1000, 1000, 1000, within(150));
        assertShares(none, 1000, 1000, 1000, within(150));
    }

    @Test
    void aBoundSendsWhatIsTooMuchForOneBackendToTheOthers() throws Exception {
        backends.setDelays(20, 20, 20);

        Load.Result result = Load.run(balancer.url("web", "/bounded"), REQUESTS, 30);

        assertThat(result.errors()).isEmpty();
        // All of one client: of 30 under way at most 1.25 * 10, so 13, on one backend; 43 % and some for races.
        assertThat(result.answers().values())
                .allSatisfy(count -> assertThat(count).isBetween(100, 1500));
    }

    @Test
    void leastResponseTimePrefersTheFastByAsMuchAsTheyAreFaster() throws Exception {
        backends.setDelays(40, 20, 20);

        Load.Result result = Load.run(balancer.url("web", "/least-response-time"), REQUESTS, 64);

        assertThat(result.errors()).isEmpty();
        // Half as fast, half as much: 1 to 2 to 2. What the exploration adds, and the machine, is within the margin.
        assertShares(result, 600, 1200, 1200, within(250));
    }

    @Test
    void peakEwmaTurnsAwayFromASlowBackend() throws Exception {
        backends.setDelays(40, 4, 4);

        Load.Result result = load("peak-ewma");

        assertThat(result.errors()).isEmpty();
        // Eight connections never make the others ten times as full: it gets a few before its first answer.
        assertThat(result.of("a")).as("of %s", result).isBetween(1, 200);
    }

    @Test
    void randomGivesEachAboutTheSame() throws Exception {
        // One standard deviation is sqrt(3000 * 1/3 * 2/3) = 26.
        assertShares(load("random"), 1000, 1000, 1000, within(150));
    }

    @ParameterizedTest
    @ValueSource(strings = {"power-of-two-choices", "least-requests"})
    void choicesGiveIdleBackendsTheSame(String algorithm) throws Exception {
        assertShares(load(algorithm, 1), 1000, 1000, 1000, within(150));
    }

    @ParameterizedTest
    @ValueSource(strings = {"power-of-two-choices", "least-requests"})
    void choicesSpareASlowBackend(String algorithm) throws Exception {
        backends.setDelays(20, 2, 2);

        assertThat(load(algorithm).of("a")).isBetween(30, 600);
    }
}
