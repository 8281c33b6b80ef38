package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.MatchConfig;
import dev.steelyard.lb.core.pool.AdminState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the header tells of a request, and who gets to see it. */
class TraceHeaderTest {
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";

    private static void trace(TestBalancer balancer, Map<String, String> headers) {
        MatchConfig match = new MatchConfig(Optional.empty(), Optional.empty(), List.of(), headers);
        balancer.traces().begin(new Trace.Conditions(Optional.empty(), match), Duration.ofMinutes(1));
    }

    private static void traceDebug(TestBalancer balancer) {
        trace(balancer, Map.of("X-Debug", "s3cret"));
    }

    private static List<String> traced(TestBalancer balancer, String header) throws Exception {
        return balancer.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + header + "\r\n")
                .headers("X-Lb-Trace");
    }

    @Test
    void onlyRequestsThatMatchGetIt() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(traced(balancer, "X-Debug: s3cret\r\n")).as("none is on").isEmpty();
            traceDebug(balancer);

            assertThat(traced(balancer, "")).isEmpty();
            assertThat(traced(balancer, "X-Debug: guessed\r\n")).isEmpty();
            assertThat(traced(balancer, "X-Debug: s3cret\r\n"))
                    .singleElement()
                    .asString()
                    .matches("route=\"main\", pool=\"main\", algorithm=\"[a-z-]+\", choice=\"b0\","
                            + " attempts=\"b0 200 [0-9.]+ms\", dropped=\"\"");
            assertThat(origin.request().headers("X-Lb-Trace"))
                    .as("backends do not see it")
                    .isEmpty();
        }
    }

    @Test
    void onAConnectionThatIsKeptItEndsWithTheRequestItIsFor() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire wire = balancer.connect()) {
            traceDebug(balancer);

            for (int i = 0; i < 3; i++) {
                assertThat(wire.write("GET / HTTP/1.1\r\nHost: h\r\nX-Debug: s3cret\r\n\r\n")
                                .read()
                                .headers("X-Lb-Trace"))
                        .hasSize(1);
                assertThat(wire.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                                .read()
                                .headers("X-Lb-Trace"))
                        .isEmpty();
            }
        }
    }

    @Test
    void everyTryIsInItAndWhoWasHeldBack() throws Exception {
        try (RawOrigin busy = RawOrigin.saying(BUSY);
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin off = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("retry.statuses = [503]")
                        .before(busy.port(), sound.port(), off.port())) {
            balancer.pool().members().setAdminState("b2", AdminState.DISABLED);
            traceDebug(balancer);

            String header = traced(balancer, "X-Debug: s3cret\r\n").get(0);
            if (!header.contains("; b1")) {
                header = traced(balancer, "X-Debug: s3cret\r\n").get(0); // it was the turn of the sound one
            }

            assertThat(header)
                    .contains("dropped=\"admin-state: b2\"")
                    .containsPattern("choice=\"b1\", attempts=\"b0 503 [0-9.]+ms; b1 200 [0-9.]+ms\"");
        }
    }

    @Test
    void theBalancersOwnAnswersHaveItToo() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            traceDebug(balancer);
            balancer.pool().members().setAdminState("b0", AdminState.DISABLED);

            assertThat(traced(balancer, "X-Debug: s3cret\r\n"))
                    .singleElement()
                    .asString()
                    .endsWith("answered=\"no_healthy_backend\", dropped=\"admin-state: b0\"")
                    .doesNotContain("choice");
            assertThat(traced(balancer, "")).isEmpty();
        }
    }

    @Test
    void aConnectionThatFailsIsATryToo() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> self.take(wire));
                TestBalancer balancer =
                        TestBalancer.configured().pool("retry.attempts = 1").before(origin)) {
            traceDebug(balancer);

            assertThat(traced(balancer, "X-Debug: s3cret\r\n"))
                    .singleElement()
                    .asString()
                    .containsPattern("answered=\"[a-z_]+\", attempts=\"b0 [a-z_]+ [0-9.]+ms\"");
        }
    }
}
