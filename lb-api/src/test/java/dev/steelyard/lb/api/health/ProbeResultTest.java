package dev.steelyard.lb.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.api.health.ProbeResult.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeResultTest {

    @Test
    void aBackendThatIsUpGetsItsFullShare() {
        assertThat(ProbeResult.up(200)).isEqualTo(new ProbeResult(Verdict.UP, 1, 200, ""));
        assertThat(ProbeResult.up(200).passed()).isTrue();
    }

    @Test
    void aDegradedBackendPassesWithLess() {
        ProbeResult result = ProbeResult.degraded(0.5, 200, "cache is down");

        assertThat(result).isEqualTo(new ProbeResult(Verdict.DEGRADED, 0.5, 200, "cache is down"));
        assertThat(result.passed()).isTrue();
    }

    @Test
    void aBackendThatIsDownDoesNotPass() {
        ProbeResult result = ProbeResult.down(503, "status 503 (expected 200)");

        assertThat(result).isEqualTo(new ProbeResult(Verdict.DOWN, 1, 503, "status 503 (expected 200)"));
        assertThat(result.passed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesACapacityOutsideOfItsRange(double capacity) {
        assertThatThrownBy(() -> ProbeResult.degraded(capacity, 0, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity: " + capacity + " (expected: above 0, at most 1)");
    }

    @Test
    void aBackendThatIsWellMayAskForLess() {
        assertThat(ProbeResult.up(0.25, 200)).isEqualTo(new ProbeResult(Verdict.UP, 0.25, 200, ""));
        assertThat(ProbeResult.up(0.25, 200).passed()).isTrue();
    }

    @Test
    void refusesAReducedCapacityOfABackendThatIsDown() {
        assertThatThrownBy(() -> new ProbeResult(Verdict.DOWN, 0.5, 200, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity: 0.5 (expected: 1 if it is down)");
    }

    @Test
    void refusesToBeWithoutVerdictOrDetail() {
        assertThatThrownBy(() -> new ProbeResult(null, 1, 0, "")).hasMessage("verdict");
        assertThatThrownBy(() -> ProbeResult.down(0, null)).hasMessage("detail");
    }
}
