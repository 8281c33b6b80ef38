package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Jdk;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
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
import org.junit.jupiter.params.provider.MethodSource;

/** What each algorithm promises, over three backends and 3,000 requests, on each Java. One pool and path an algorithm. */
@ParameterizedClass
@MethodSource("dev.steelyard.lb.distribution.fixture.Jdk#tested")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpreadIT {
    private static final int REQUESTS = 3000;
    private static final int CONNECTIONS = 8;
    private static final List<String> BY_WEIGHT = List.of("weighted-round-robin", "weighted-least-connections");
    private static final List<String> EVEN = List.of(
            "round-robin", "least-connections", "ip-hash", "least-response-time", "random", "power-of-two-choices");

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
        EVEN.forEach(type -> add(type, backends.config(), routes, pools));
        BY_WEIGHT.forEach(type -> add(type, backends.config(5, 1, 1), routes, pools));
        return """
                listeners.web { bind = "127.0.0.1:0", trusted-proxies = ["127.0.0.1"] }
                admin.bind = "127.0.0.1:0"
                routes = [ %s ]
                pools { %s }
                """.formatted(routes, pools);
    }

    private static void add(String type, String members, StringBuilder routes, StringBuilder pools) {
        routes.append("{ match.path = /%1$s, pool = %1$s }\n".formatted(type));
        pools.append("%1$s { algorithm = %1$s, backends = %2$s }\n".formatted(type, members));
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

    @Test
    void ipHashSpreadsClientsAndKeepsEachWhereItIs() throws Exception {
        Load.Result many = Load.run(
                balancer.url("web", "/ip-hash"),
                REQUESTS,
                CONNECTIONS,
                i -> "X-Forwarded-For: 10.0." + i / 250 + "." + i % 250 + "\r\n");
        Load.Result one = load("ip-hash");

        assertThat(many.errors()).isEmpty();
        assertShares(many, 1000, 1000, 1000, within(150));
        assertThat(one.answers().values()).containsExactly(REQUESTS);
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
    void randomGivesEachAboutTheSame() throws Exception {
        // One standard deviation is sqrt(3000 * 1/3 * 2/3) = 26.
        assertShares(load("random"), 1000, 1000, 1000, within(150));
    }

    @Test
    void powerOfTwoChoicesGivesIdleBackendsTheSame() throws Exception {
        assertShares(load("power-of-two-choices", 1), 1000, 1000, 1000, within(150));
    }

    @Test
    void powerOfTwoChoicesSparesASlowBackend() throws Exception {
        backends.setDelays(20, 2, 2);

        assertThat(load("power-of-two-choices").of("a")).isBetween(30, 600);
    }
}
