package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool gets copies of real requests, and no client notices, whatever becomes of them. */
class MirrorIT {
    private final TestBackend shop = TestBackend.start("shop");
    private final TestBackend next = TestBackend.start("next");
    private final Browser browser = new Browser();

    @AfterEach
    void close() {
        shop.close();
        next.close();
    }

    private RunningLb balancer(String mirror) throws Exception {
        return RunningLb.start(Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                routes = [ { name = shop, pool = shop, mirror { pool = next, %s } } ]
                pools {
                  shop.backends = [ "127.0.0.1:%d" ]
                  next { health.passive.enabled = false, backends = [ "127.0.0.1:%d" ] }
                }
                """.formatted(mirror, shop.port(), next.port()));
    }

    private void awaitMetric(RunningLb balancer, String line) {
        Waiting.until(
                line + " is shown",
                Duration.ofSeconds(10),
                () -> browser.get(balancer.admin("/metrics")).body().contains(line + "\n"),
                () -> browser.get(balancer.admin("/metrics")).body());
    }

    @Test
    void aPartOfTheRequestsIsCopiedWithItsBodies() throws Exception {
        try (RunningLb balancer = balancer("share = 0.5")) {
            assertThat(browser.bodies(20, balancer.url("web", "/"))).containsOnly("shop");
            for (int i = 0; i < 20; i++) {
                assertThat(browser.send("POST", balancer.url("web", "/"), "some words")
                                .body())
                        .isEqualTo("shop");
            }
            awaitMetric(balancer, "lb_mirrored_requests_total{route=\"shop\",pool=\"next\",result=\"answered\"} 20");
            assertThat(next.requests()).isEqualTo(20);
            assertThat(next.lastHeader("X-Mirrored")).isEqualTo("1");
            assertThat(shop.lastHeader("X-Mirrored")).isNull();
        }
    }

    @Test
    void aMirrorThatHoldsEverythingAndThenDiesCostsNoClientAnything() throws Exception {
        next.hold();
        try (RunningLb balancer = balancer("share = 1, max-in-flight = 5");
                Load load = Load.begin(balancer.url("web", "/"), 4)) {
            load.awaitMore(500);
            assertThat(next.held()).isBetween(1, 5);
            next.kill();
            load.awaitMore(500);
            Load.Result result = load.stop();
            assertThat(result.errors()).isEmpty();
            assertThat(result.answers()).containsOnlyKeys("shop");
            assertThat(browser.get(balancer.admin("/metrics")).body())
                    .containsPattern(
                            "lb_mirror_dropped_total\\{route=\"shop\",pool=\"next\",reason=\"full\"} [1-9][0-9]*\n");
        }
    }
}
