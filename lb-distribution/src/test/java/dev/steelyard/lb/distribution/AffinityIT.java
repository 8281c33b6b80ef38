package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AffinityIT {
    private final TestBackends backends = new TestBackends();
    private final Browser browser = new Browser();
    private RunningLb balancer;

    @BeforeEach
    void start() throws Exception {
        balancer = RunningLb.start(
                Bundle.shared(), """
                listeners.web { bind = "127.0.0.1:0", trusted-proxies = ["127.0.0.1"] }
                admin.bind = "127.0.0.1:0"
                routes = [ { match.path = "/ip", pool = by-ip }, { pool = by-cookie } ]
                pools.by-cookie {
                  affinity { type = cookie, name = SESSION, secret = "only-for-this-test" }
                  health { interval = 300ms, fast-interval = 100ms }
                  backends = %s
                }
                pools.by-ip {
                  affinity { type = ip, prefix-length-v4 = 24 }
                  backends = %s
                }
                """.formatted(backends.config(), backends.config("ip-", 100, 100, 100)));
    }

    @AfterEach
    void stop() {
        balancer.close();
        backends.close();
    }

    private URI url() {
        return balancer.url("web", "/");
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private Set<String> bodies(int count, URI uri, String... headers) {
        return new HashSet<>(browser.bodies(count, uri, headers));
    }

    @Test
    void aCookieKeepsASessionWhereItBegan() {
        HttpResponse<String> first = browser.get(url());

        assertThat(bodies(30, url(), "Cookie", cookie(first))).containsExactly(first.body());
        assertThat(browser.get(url(), "Cookie", cookie(first)).headers().firstValue("Set-Cookie"))
                .isEmpty();
        assertThat(bodies(30, url())).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void theCookieIsSafeAndTellsNothing() {
        HttpResponse<String> first = browser.get(url());

        assertThat(first.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("SESSION=")
                .containsIgnoringCase("Max-Age=3600")
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Lax")
                .doesNotContain("127.0.0.1");
    }

    @Test
    void theSessionOfADeadBackendMovesAndStaysWhereItMovedTo() {
        HttpResponse<String> first = browser.get(url());
        backends.get(first.body()).kill();
        balancer.api().awaitStatus(first.body(), "unhealthy");

        HttpResponse<String> moved = browser.get(url(), "Cookie", cookie(first));

        assertThat(moved.statusCode()).isEqualTo(200);
        assertThat(moved.body()).isNotEqualTo(first.body());
        assertThat(cookie(moved)).isNotEqualTo(cookie(first));
        assertThat(bodies(10, url(), "Cookie", cookie(moved))).containsExactly(moved.body());
    }

    @Test
    void aSessionThatMeetsADeadBackendBeforeItIsKnownIsAnsweredAndMoves() {
        HttpResponse<String> first = browser.get(url());
        backends.get(first.body()).kill();

        HttpResponse<String> moved = browser.get(url(), "Cookie", cookie(first));

        assertThat(moved.statusCode()).isEqualTo(200);
        assertThat(moved.body()).isNotEqualTo(first.body());
        assertThat(cookie(moved)).isNotEqualTo(cookie(first));
    }

    @Test
    void aDrainingBackendKeepsItsSessionsAndGetsNoNewOnes() {
        HttpResponse<String> first = browser.get(url());
        state(first.body(), "draining");

        assertThat(bodies(20, url(), "Cookie", cookie(first))).containsExactly(first.body());
        assertThat(bodies(20, url())).hasSize(2).doesNotContain(first.body());

        state(first.body(), "disabled");
        assertThat(browser.get(url(), "Cookie", cookie(first)).body()).isNotEqualTo(first.body());

        state(first.body(), "healthy");
        balancer.api().awaitStatus(first.body(), "healthy");
        assertThat(bodies(30, url())).hasSize(3);
    }

    private void state(String backend, String state) {
        HttpResponse<String> answer =
                balancer.api().send("PUT", "/api/v1/backend/" + backend + "/state", "{\"state\":\"" + state + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aCookieThatWasMadeUpIsReplaced() {
        HttpResponse<String> answer = browser.get(url(), "Cookie", "SESSION=AAAAAAAAAAAAAAAAAAAAAA");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(cookie(answer)).isNotEqualTo("SESSION=AAAAAAAAAAAAAAAAAAAAAA");
    }

    @Test
    void anAddressKeepsItsBackendAndSoDoesItsNetwork() {
        URI url = balancer.url("web", "/ip");

        assertThat(bodies(20, url, "X-Forwarded-For", "10.0.1.7")).hasSize(1);
        assertThat(bodies(20, url, "X-Forwarded-For", "10.0.1.8"))
                .isEqualTo(bodies(1, url, "X-Forwarded-For", "10.0.1.7"));
        List<String> networks = IntStream.range(2, 20)
                .mapToObj(i ->
                        browser.get(url, "X-Forwarded-For", "10.0." + i + ".1").body())
                .toList();
        assertThat(networks).contains("a", "b", "c");
    }
}
