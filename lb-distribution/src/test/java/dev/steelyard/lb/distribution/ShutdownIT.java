package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Jdk;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShutdownIT {
    private final TestBackends backends = new TestBackends();

    @AfterEach
    void close() {
        backends.close();
    }

    private String config(String more) {
        return """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                pools.web { algorithm = round-robin, backends = %s }
                %s
                """.formatted(backends.config(), more);
    }

    @ParameterizedTest
    @MethodSource("dev.steelyard.lb.distribution.fixture.Jdk#tested")
    void sigtermTakesNoMoreConnectionsAndLetsARequestEnd(Jdk jdk) throws Exception {
        try (RunningLb balancer = RunningLb.start(Bundle.shared(), jdk, config(""), Map.of())) {
            URI url = balancer.url("web", "/");
            backends.all().forEach(backend -> backend.hold());
            CompletableFuture<HttpResponse<String>> slow = new Browser().begin(url);
            Waiting.until("the request is under way", () -> backends.requests() == 1);

            balancer.terminate();
            Waiting.until("new connections are refused", () -> isRefused(url));

            assertThat(balancer.isAlive()).isTrue();
            assertThat(slow).isNotDone();
            backends.all().forEach(backend -> backend.release());
            assertThat(slow.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(balancer.awaitEnd()).isZero();
            assertThat(balancer.err()).contains("stopped").doesNotContain("cut off");
        }
    }

    @Test
    void requestsThatOutlastTheDrainTimeoutAreCutOff() throws Exception {
        try (RunningLb balancer = RunningLb.start(Bundle.shared(), config("drain-timeout = 300ms"))) {
            backends.all().forEach(backend -> backend.hold());
            CompletableFuture<HttpResponse<String>> slow = new Browser().begin(balancer.url("web", "/"));
            Waiting.until("the request is under way", () -> backends.requests() == 1);

            balancer.terminate();

            assertThat(balancer.awaitEnd()).isZero();
            assertThat(slow).failsWithin(Duration.ofSeconds(5));
            assertThat(balancer.err()).contains("1 requests were cut off");
        }
    }

    @Test
    void ctrlCStopsAnIdleBalancerAtOnce() throws Exception {
        try (RunningLb balancer = RunningLb.start(Bundle.shared(), config(""))) {
            balancer.interrupt();

            assertThat(balancer.awaitEnd()).isZero();
        }
    }

    private static boolean isRefused(URI url) {
        try {
            new Socket(url.getHost(), url.getPort()).close();
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException other) {
            throw new AssertionError(other);
        }
    }
}
