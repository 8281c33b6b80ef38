package dev.steelyard.lb.distribution;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backend that takes connections, passes its probes, and then does everything wrong. Beside it stands a good one. */
class FaultyBackendIT {
    private final WireMockServer faulty =
            new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    private final TestBackend good = TestBackend.start("good");
    private final Browser browser = new Browser();
    private RunningLb balancer;

    @BeforeEach
    void start() throws Exception {
        faulty.start();
        balancer = RunningLb.start(Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                routes = [ { match.path = "/alone", pool = alone }, { pool = both } ]
                pools.both {
                  # No probe comes to its rescue while the test lasts.
                  health { interval = 1h, fast-interval = 1h, passive { errors = 100, consecutive = 5 } }
                  backends = [
                    { id = good, host = 127.0.0.1, port = %1$d }
                    { id = faulty, host = 127.0.0.1, port = %2$d }
                  ]
                }
                pools.alone {
                  timeouts.response = 300ms
                  health.passive.enabled = false
                  backends = [ { id = only, host = 127.0.0.1, port = %2$d } ]
                }
                """.formatted(good.port(), faulty.port()));
    }

    @AfterEach
    void stop() {
        balancer.close();
        faulty.stop();
        good.close();
    }

    private void itAnswers(ResponseDefinitionBuilder answer) {
        faulty.stubFor(any(anyUrl()).willReturn(answer));
    }

    private URI url(String path) {
        return balancer.url("web", path);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER"})
    void aServerThatClosesInsteadOfAnsweringCostsNoGetAndIsOutAfterFiveErrors(Fault fault) throws Exception {
        itAnswers(aResponse().withFault(fault));

        Load.Result result = Load.run(url("/"), 200, 4);

        assertThat(result.errors()).isEmpty();
        assertThat(result.answers()).containsOnlyKeys("good");
        balancer.api().awaitStatus("faulty", "unhealthy");
        balancer.awaitLog("errors in a row, last: reset");
    }

    @Test
    void aPostThatMayHaveArrivedIsNotSentTwice() {
        itAnswers(aResponse().withFault(Fault.EMPTY_RESPONSE));

        List<Integer> statuses = IntStream.range(0, 4)
                .mapToObj(i -> browser.send("POST", url("/"), "order " + i).statusCode())
                .toList();

        assertThat(statuses).containsExactlyInAnyOrder(200, 502, 200, 502);
        assertThat(good.requests()).isEqualTo(2);
    }

    @Test
    void answersOfStatus500ReachTheClientAndCount() {
        itAnswers(aResponse().withStatus(500).withBody("out of order"));

        List<Integer> before = statuses(10);
        balancer.api().awaitStatus("faulty", "unhealthy");

        assertThat(before).filteredOn(status -> status == 500).hasSize(5);
        assertThat(statuses(10)).containsOnly(200);
    }

    private List<Integer> statuses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> browser.get(url("/")).statusCode())
                .toList();
    }

    @Test
    void aServerThatIsTooSlowIsA504() {
        itAnswers(aResponse().withFixedDelay(3000).withBody("late"));

        HttpResponse<String> answer = browser.get(url("/alone"), "Accept", "application/json");

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(answer.body()).doesNotContain("Exception");
    }

    @Test
    void nonsenseInsteadOfHttpIsA502() {
        itAnswers(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE));

        HttpResponse<String> answer = browser.get(url("/alone"));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).isNotBlank().doesNotContain("Exception");
    }
}
