package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a request is tried on another backend, by what the config says. */
class RetryTest {
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";
    private static final String EMPTY_POST =
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";

    private static RawOrigin silent() {
        return RawOrigin.running((wire, self) -> {
            self.take(wire);
            wire.awaitClosedByPeer();
        });
    }

    private static int deadPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }

    @Test
    void anAnswerOfAListedStatusIsTriedElsewhereAndCounts() throws Exception {
        try (RawOrigin busy = RawOrigin.saying(BUSY);
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("retry.statuses = [503]\nhealth.passive.enabled = false")
                        .before(busy.port(), sound.port())) {
            for (int i = 0; i < 20; i++) {
                assertThat(balancer.get("/").status()).isEqualTo(200);
            }
            // Every one: the second try takes the turn of the sound one, so the next request begins with the busy one
            // again.
            TestBalancer.await(
                    "an error is not counted",
                    () -> balancer.backend(0).metrics().errors() == 20);
            TestBalancer.await( // an attempt is counted when its connection is free again, which the client may not see
                    "an answer is not counted",
                    () -> balancer.backend(1).metrics().requests() == 20);
            assertThat(balancer.backend(0).inFlight()).isZero();
        }
    }

    @Test
    void aLongAnswerThatNobodyWantsLeavesNothingBehind() throws Exception {
        String body = "x".repeat(300_000);
        try (RawOrigin busy = RawOrigin.saying("HTTP/1.1 503 Busy\r\nContent-Length: 300000\r\n\r\n" + body);
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("retry.statuses = [503]\nhealth.passive.enabled = false")
                        .before(busy.port(), sound.port())) {
            for (int i = 0; i < 20; i++) {
                assertThat(balancer.get("/").body()).isEqualTo("hello");
            }
            TestBalancer.await(
                    "an attempt has not ended", () -> balancer.backend(0).inFlight() == 0);
        }
    }

    @Test
    void anAnswerThatNobodyWantsAndThatNeverEndsIsCutOff() throws Exception {
        try (RawOrigin dripping = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 503 Busy\r\nContent-Length: 1000\r\n\r\nbu");
                    wire.awaitClosedByPeer();
                });
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("retry.statuses = [503]\nhealth.passive.enabled = false")
                        .before(dripping.port(), sound.port())) {
            assertThat(balancer.get("/").status()).isEqualTo(200);
            TestBalancer.await(
                    "an attempt has not ended", () -> balancer.backend(0).inFlight() == 0);
        }
    }

    @Test
    void whatAClientAsksForInVainIsNotTheBackendsFault() throws Exception {
        String missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        try (RawOrigin one = RawOrigin.saying(missing);
                RawOrigin other = RawOrigin.saying(missing);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("retry { statuses = [404], back-off = 0s }")
                        .before(one.port(), other.port())) {
            for (int i = 0; i < 20; i++) {
                assertThat(balancer.get("/").status()).isEqualTo(404);
            }
            assertThat(balancer.backend(0).metrics().errors()).isZero();
            assertThat(balancer.backend(1).metrics().errors()).isZero();
        }
    }

    @Test
    void theLastAnswerIsPassedOnWhateverItsStatus() throws Exception {
        try (RawOrigin one = RawOrigin.saying(BUSY);
                RawOrigin other = RawOrigin.saying(BUSY);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("retry { statuses = [503], back-off = 0s }")
                        .before(one.port(), other.port())) {
            Wire.Message answer = balancer.get("/");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("busy");
        }
    }

    @Test
    @Tag("SEC-36")
    void aPostIsTriedAgainOnlyIfTheConfigSaysSoAndItsBodyIsStillHere() throws Exception {
        try (RawOrigin busy = RawOrigin.saying(BUSY);
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer careful = TestBalancer.configured()
                        .pool("retry.statuses = [503]\nhealth.passive.enabled = false")
                        .before(busy.port(), sound.port());
                TestBalancer bold = TestBalancer.configured()
                        .pool("retry { statuses = [503], non-idempotent = true }\nhealth.passive.enabled = false")
                        .before(busy.port(), sound.port())) {
            int busyAnswers = 0;
            for (int i = 0; i < 4; i++) {
                busyAnswers += careful.ask(EMPTY_POST).status() == 503 ? 1 : 0;
                assertThat(bold.ask(EMPTY_POST).status()).isEqualTo(200);
            }
            assertThat(busyAnswers).isEqualTo(2);
            int sent = 0;
            for (int i = 0; i < 4; i++) {
                sent += careful.ask(POST).status() == 503 ? 1 : 0;
                assertThat(bold.ask(POST).status()).isEqualTo(200);
            }
            assertThat(sent).isEqualTo(2);
        }
    }

    @Test
    void aTryThatTakesTooLongIsGivenUpForAnother() throws Exception {
        try (RawOrigin hanging = silent();
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("timeouts.first-byte = 100ms\nhealth.passive.enabled = false")
                        .before(hanging.port(), sound.port())) {
            for (int i = 0; i < 4; i++) {
                assertThat(balancer.get("/").status()).isEqualTo(200);
            }
            TestBalancer.await(
                    "an error is not counted",
                    () -> balancer.backend(0).metrics().errors() == 4);
            TestBalancer.await(
                    "an attempt has not ended", () -> balancer.backend(0).inFlight() == 0);
        }
    }

    @Test
    void allTriesTogetherTakeNoLongerThanTheTotalTime() throws Exception {
        try (RawOrigin one = silent();
                RawOrigin two = silent();
                RawOrigin three = silent();
                TestBalancer balancer = TestBalancer.configured()
                        .pool("timeouts { first-byte = 300ms, total = 500ms }")
                        .before(one.port(), two.port(), three.port())) {
            long start = System.nanoTime();

            Wire.Message answer = balancer.get("/");

            assertThat(answer.status()).isEqualTo(504);
            assertThat(balancer.backend(2).metrics().errors())
                    .as("tried when no time was left")
                    .isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(490), Duration.ofSeconds(5));
        }
    }

    @Test
    void anAnswerThatHasBegunMayTakeLongerThanTheTimesForItsHead() throws Exception {
        try (RawOrigin slow = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
                    PassingOnTest.pause(400); // four times what the head may take
                    wire.write("llo");
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = TestBalancer.configured()
                        .pool("timeouts { first-byte = 100ms, total = 100ms }")
                        .before(slow.port())) {
            assertThat(balancer.get("/").body()).isEqualTo("hello");
        }
    }

    @Test
    void withoutBudgetAResetIsPassedOnButAFailedConnectIsNot() throws Exception {
        try (RawOrigin resetting = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.reset();
                });
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer afterReset = TestBalancer.configured()
                        .pool("retry { budget = 0, budget-minimum = 0 }\nhealth.passive.enabled = false")
                        .before(resetting.port(), sound.port());
                TestBalancer afterConnect = TestBalancer.configured()
                        .pool("retry { budget = 0, budget-minimum = 0 }\nhealth.passive.enabled = false")
                        .before(deadPort(), sound.port())) {
            int failed = 0;
            for (int i = 0; i < 4; i++) {
                failed += afterReset.get("/").status() == 502 ? 1 : 0;
                assertThat(afterConnect.get("/").status()).isEqualTo(200);
            }
            assertThat(failed).isEqualTo(2);
        }
    }
}
