package dev.steelyard.lb.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.health.ProbeResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What probes make of a backend: thresholds 3 and 2. */
class ActiveVerdictTest {
    private final HealthFixture fixture = new HealthFixture(HealthFixture.policy());

    @Test
    void aBackendIsHealthyUntilSomethingElseIsKnown() {
        assertThat(fixture.add("b0").status().healthy()).isTrue();
        assertThat(fixture.changes).isEmpty();
    }

    @Test
    void theFirstProbeOfAllAloneTakesABackendOut() {
        BackendHealth health = fixture.add("b0");

        fixture.fail(health, 1);

        assertThat(fixture.changes).containsExactly("b0 down: 1 probe failed: status 503");
    }

    @Test
    void itTakesThreeFailuresInARowToBeOut() {
        BackendHealth health = fixture.addProbed("b0");

        fixture.fail(health, 2);
        assertThat(health.status().healthy()).isTrue();
        fixture.pass(health, 1);
        fixture.fail(health, 2);
        assertThat(health.status().healthy()).isTrue();
        fixture.fail(health, 1);

        assertThat(health.status().healthy()).isFalse();
        assertThat(fixture.changes).containsExactly("b0 down: 3 probes failed, last: status 503");
    }

    @Test
    void itTakesTwoPassesInARowToBeBack() {
        BackendHealth health = fixture.add("b0");
        fixture.fail(health, 1);
        fixture.changes.clear();

        fixture.pass(health, 1);
        fixture.fail(health, 1);
        fixture.pass(health, 1);
        assertThat(health.status().healthy()).isFalse();
        fixture.pass(health, 1);

        assertThat(fixture.changes).containsExactly("b0 up: 2 probes passed");
    }

    @Test
    void allBackendsMayBeTakenOutByProbes() {
        BackendHealth one = fixture.addProbed("b0");
        BackendHealth other = fixture.addProbed("b1");

        fixture.fail(one, 3);
        fixture.fail(other, 3);

        assertThat(fixture.changes).hasSize(2);
        assertThat(other.status().healthy()).isFalse();
    }

    @Test
    void aDegradedBackendStaysWithLessCapacity() {
        BackendHealth health = fixture.addProbed("b0");

        fixture.probe(health, ProbeResult.degraded(0.5, 200, "cache is slow"), 2);
        fixture.pass(health, 2);

        assertThat(fixture.changes).containsExactly("b0 at 0.5: degraded: cache is slow", "b0 up: probe passed");
    }

    @Test
    void oneThatComesBackDegradedHasTheCapacityItsProbeGaveIt() {
        BackendHealth health = fixture.add("b0");
        fixture.fail(health, 1);

        fixture.probe(health, ProbeResult.degraded(0.25, 200, "warming up"), 2);

        assertThat(health.status().healthy()).isTrue();
        assertThat(health.status().capacity()).isEqualTo(0.25);
    }

    @Test
    void aVerdictKnowsSinceWhenItHolds() {
        BackendHealth health = fixture.addProbed("b0");
        fixture.clock.advance(Duration.ofSeconds(7));
        fixture.fail(health, 3);
        var out = fixture.clock.instant();
        fixture.clock.advance(Duration.ofSeconds(7));
        fixture.fail(health, 3);

        assertThat(health.status().since()).isEqualTo(out);
    }

    @Test
    void theLastTenProbesAreKeptTheNewestFirst() {
        BackendHealth health = fixture.add("b0");
        for (int i = 0; i < 12; i++) {
            fixture.probe(health, ProbeResult.up(200 + i), 1);
        }

        assertThat(health.recentProbes())
                .extracting(probe -> probe.result().statusCode())
                .containsExactly(211, 210, 209, 208, 207, 206, 205, 204, 203, 202);
    }

    @Test
    void aProbeOfABackendThatLeftIsNotHeard() {
        BackendHealth health = fixture.addProbed("b0");
        fixture.table.remove(health.backend());

        fixture.fail(health, 3);

        assertThat(fixture.changes).isEmpty();
    }
}
