package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a route says of retries and times, over what its pool says. */
class RouteRulesTest {
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";
    private static final String CALM = "health.passive.enabled = false\n";

    private static RawOrigin resetting() {
        return RawOrigin.running((wire, self) -> {
            self.take(wire);
            wire.reset();
        });
    }

    private static List<Integer> statuses(TestBalancer balancer) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            statuses.add(balancer.get("/").status());
        }
        return statuses;
    }

    @Test
    void aRouteCanTurnRetriesOffOrListStatusesOfItsOwn() throws Exception {
        try (RawOrigin busy = RawOrigin.saying(BUSY);
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer off = TestBalancer.configured()
                        .pool(CALM + "retry.statuses = [503]")
                        .route("retry.attempts = 1")
                        .before(busy.port(), sound.port());
                TestBalancer on = TestBalancer.configured()
                        .pool(CALM)
                        .route("retry.statuses = [503]")
                        .before(busy.port(), sound.port())) {
            assertThat(statuses(off)).containsExactlyInAnyOrder(503, 200, 503, 200);
            assertThat(statuses(on)).containsOnly(200);
        }
    }

    @Test
    void onlyWhatIsListedIsTriedAgain() throws Exception {
        try (RawOrigin resetting = resetting();
                RawOrigin busy = RawOrigin.saying(BUSY);
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer afterReset = TestBalancer.configured()
                        .pool(CALM + "retry { on = [reset], statuses = [503] }")
                        .before(resetting.port(), sound.port());
                TestBalancer notAfterReset = TestBalancer.configured()
                        .pool(CALM)
                        .route("retry { on = [connect-failure, timeout, statuses], statuses = [503] }")
                        .before(resetting.port(), sound.port());
                TestBalancer notAfterStatus = TestBalancer.configured()
                        .pool(CALM + "retry { on = [reset], statuses = [503] }")
                        .before(busy.port(), sound.port())) {
            assertThat(statuses(afterReset)).containsOnly(200);
            assertThat(statuses(notAfterReset)).containsExactlyInAnyOrder(502, 200, 502, 200);
            assertThat(statuses(notAfterStatus)).containsExactlyInAnyOrder(503, 200, 503, 200);
        }
    }

    @Test
    void aRouteHasTimesOfItsOwn() throws Exception {
        try (RawOrigin silent = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.awaitClosedByPeer();
                });
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer patient = TestBalancer.configured()
                        .pool(CALM + "timeouts.first-byte = 50ms")
                        .route("timeouts { first-byte = 10s, total = 200ms }")
                        .before(silent.port(), sound.port());
                TestBalancer hasty = TestBalancer.configured()
                        .pool(CALM)
                        .route("timeouts.first-byte = 100ms")
                        .before(silent.port(), sound.port())) {
            assertThat(statuses(patient)).containsExactlyInAnyOrder(504, 200, 504, 200);
            assertThat(statuses(hasty)).containsOnly(200);
        }
    }
}
