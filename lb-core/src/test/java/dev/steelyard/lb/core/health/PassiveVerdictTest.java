package dev.steelyard.lb.core.health;

import static dev.steelyard.lb.core.health.HealthFixture.outcomes;
import static dev.steelyard.lb.core.health.HealthFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.config.HealthConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What real traffic makes of a backend: 10 errors in 60 s, or 5 in a row. */
class PassiveVerdictTest {
    private static final int MANY = 1_000;

    private HealthFixture fixture = new HealthFixture(policy());
    private BackendHealth health = fixture.addProbed("b0");

    PassiveVerdictTest() {
        fixture.addProbed("other");
    }

    /** No number of errors in a row matters, so that the window is seen alone. */
    private void watchTheWindowAlone() {
        fixture = new HealthFixture(policy(0, 10, MANY));
        health = fixture.addProbed("b0");
        fixture.addProbed("other");
    }

    @Test
    void nineErrorsInTheWindowAreNotTooManyAndTenAre() {
        watchTheWindowAlone();

        outcomes(health, Result.RESET, 9);
        assertThat(health.status().healthy()).isTrue();
        fixture.clock.advance(Duration.ofSeconds(60));
        outcomes(health, Result.RESET, 1);

        assertThat(fixture.changes).containsExactly("b0 down by traffic: 10 errors within 60s, last: reset");
    }

    @Test
    void theWindowSlides() {
        watchTheWindowAlone();

        for (int i = 0; i < 100; i++) {
            outcomes(health, Result.TIMEOUT, 1);
            fixture.clock.advance(Duration.ofMillis(6_700)); // nine steps are 60.3 s
        }
        assertThat(fixture.changes).isEmpty();
        for (int i = 0; i < 10; i++) {
            outcomes(health, Result.TIMEOUT, 1);
            fixture.clock.advance(Duration.ofMillis(6_600)); // nine steps are 59.4 s
        }
        assertThat(fixture.changes).containsExactly("b0 down by traffic: 10 errors within 60s, last: timeout");
    }

    @Test
    void goodAnswersBetweenDoNotEmptyTheWindow() {
        watchTheWindowAlone();

        for (int i = 0; i < 10; i++) {
            outcomes(health, Result.SERVER_ERROR, 1);
            outcomes(health, Result.SUCCESS, 50);
        }

        assertThat(fixture.changes)
                .containsExactly("b0 down by traffic: 10 errors within 60s, last: server error (status 502)");
    }

    @Test
    void fiveErrorsInARowAreTooMany() {
        outcomes(health, Result.CONNECT_FAILURE, 4);
        outcomes(health, Result.SUCCESS, 1);
        outcomes(health, Result.CONNECT_FAILURE, 4);
        assertThat(fixture.changes).isEmpty();
        outcomes(health, Result.BROKEN_RESPONSE, 1);

        assertThat(fixture.changes).containsExactly("b0 down by traffic: 5 errors in a row, last: broken response");
    }

    @ParameterizedTest
    @EnumSource(Result.class)
    void everyFaultOfTheBackendCountsAndNoOther(Result result) {
        outcomes(health, result, 5);

        assertThat(health.status().healthy()).isNotEqualTo(result.backendFault());
    }

    @Test
    void aFaultOfTheClientNeitherCountsNorEndsARow() {
        outcomes(health, Result.RESET, 4);
        outcomes(health, Result.CLIENT_FAULT, MANY);
        assertThat(fixture.changes).isEmpty();
        outcomes(health, Result.RESET, 1);

        assertThat(fixture.changes).hasSize(1);
    }

    @Test
    void theLastHealthyBackendIsNeverEjected() {
        fixture = new HealthFixture(policy());
        BackendHealth dead = fixture.add("dead");
        BackendHealth last = fixture.addProbed("last");
        fixture.fail(dead, 1);
        fixture.changes.clear();

        outcomes(last, Result.SERVER_ERROR, MANY);

        assertThat(last.status().healthy()).isTrue();
        assertThat(fixture.changes).isEmpty();
    }

    @Test
    void ofTwoFailingBackendsOneStays() {
        fixture = new HealthFixture(policy());
        BackendHealth one = fixture.addProbed("b0");
        BackendHealth two = fixture.addProbed("b1");

        outcomes(one, Result.RESET, 5);
        outcomes(two, Result.RESET, 5);

        assertThat(fixture.changes).containsExactly("b0 down by traffic: 5 errors in a row, last: reset");
    }

    @Test
    void aBackendThatIsNotInServiceDoesNotStandInForTheLast() {
        fixture = new HealthFixture(policy());
        fixture.addProbed("disabled").setInService(false);
        BackendHealth last = fixture.addProbed("last");

        outcomes(last, Result.SERVER_ERROR, MANY);

        assertThat(last.status().healthy()).isTrue();
    }

    @Test
    void onePassedProbeBringsItBack() {
        outcomes(health, Result.RESET, 5);
        fixture.changes.clear();

        fixture.fail(health, 2);
        assertThat(health.status().healthy()).isFalse();
        fixture.pass(health, 1);

        assertThat(fixture.changes).containsExactly("b0 up: 1 probe passed");
    }

    @Test
    void oneThatProbesFindDownAsWellComesBackAsAfterProbes() {
        outcomes(health, Result.RESET, 5);
        fixture.fail(health, 3);

        fixture.pass(health, 1);
        assertThat(health.status().healthy()).isFalse();
        fixture.pass(health, 1);
        assertThat(health.status().healthy()).isTrue();
    }

    @Test
    void afterComingBackItIsJudgedAfresh() {
        outcomes(health, Result.RESET, 5);
        fixture.pass(health, 1);
        fixture.changes.clear();

        outcomes(health, Result.RESET, 4);
        assertThat(fixture.changes).isEmpty();
        outcomes(health, Result.RESET, 1);
        assertThat(fixture.changes).hasSize(1);
    }

    @Test
    void underAnotherPolicyErrorsAreCountedAfresh() {
        outcomes(health, Result.RESET, 4);

        fixture.table.setPolicy(policy(0, 3, 4));
        outcomes(health, Result.RESET, 2);
        assertThat(fixture.changes).isEmpty();
        outcomes(health, Result.RESET, 1);

        assertThat(fixture.changes).containsExactly("b0 down by traffic: 3 errors within 60s, last: reset");
    }

    @Test
    void switchedOffTrafficTakesNobodyOut() {
        fixture.table.setPolicy(policy(Duration.ofSeconds(5), 0, false, 10, 5));

        outcomes(health, Result.RESET, MANY);

        assertThat(fixture.changes).isEmpty();
    }

    @Test
    void errorsOfABackendThatLeftAreNotHeard() {
        fixture.table.remove(health.backend());

        outcomes(health, Result.RESET, MANY);

        assertThat(fixture.changes).isEmpty();
    }

    @Test
    void trafficTakesNoMoreThanTheCapOutHoweverManyFail() {
        HealthConfig.PassiveConfig capped = new HealthConfig.PassiveConfig(
                true,
                10,
                Duration.ofSeconds(60),
                5,
                0.5,
                Duration.ofSeconds(30),
                Duration.ofSeconds(300),
                HealthFixture.NEVER_SLOW,
                HealthFixture.NEVER_FAILING);
        fixture = new HealthFixture(policy(Duration.ofSeconds(5), 0, capped));
        List<BackendHealth> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(fixture.addProbed("b" + i));
        }

        all.forEach(each -> outcomes(each, Result.RESET, 5));

        assertThat(all).extracting(each -> each.status().healthy()).containsExactly(false, false, true, true, true);
    }

    @Test
    void oneOfTwoMayGoHoweverLowTheCap() {
        HealthConfig.PassiveConfig capped = new HealthConfig.PassiveConfig(
                true,
                10,
                Duration.ofSeconds(60),
                5,
                0.1,
                Duration.ofSeconds(30),
                Duration.ofSeconds(300),
                HealthFixture.NEVER_SLOW,
                HealthFixture.NEVER_FAILING);
        fixture = new HealthFixture(policy(Duration.ofSeconds(5), 0, capped));
        BackendHealth one = fixture.addProbed("b0");
        BackendHealth other = fixture.addProbed("b1");

        outcomes(one, Result.RESET, 5);
        outcomes(other, Result.RESET, 5);

        assertThat(one.status().healthy()).isFalse();
        assertThat(other.status().healthy()).isTrue();
    }

    private void ejectAndProbe(Duration after) {
        outcomes(health, Result.SERVER_ERROR, 5);
        assertThat(health.status().healthy()).isFalse();
        fixture.clock.advance(after);
        fixture.probe(health, ProbeResult.up(200), 1);
    }

    @Test
    void oneThatIsTakenOutAgainAndAgainStaysOutLongerEachTime() {
        ejectAndProbe(Duration.ofSeconds(1));
        assertThat(health.status().healthy())
                .as("the first time a probe is enough")
                .isTrue();
        for (int times = 1; times <= 12; times++) {
            Duration out = Duration.ofSeconds(Math.min(300, 30 * times));
            ejectAndProbe(out.minusMillis(1));
            assertThat(health.status().healthy()).as("just before %s", out).isFalse();
            fixture.clock.advance(Duration.ofMillis(1));
            fixture.probe(health, ProbeResult.up(200), 1);
            assertThat(health.status().healthy()).as("after %s", out).isTrue();
        }
    }

    @Test
    void oneThatWasInForLongHasItsPastForgotten() {
        ejectAndProbe(Duration.ofSeconds(1));
        ejectAndProbe(Duration.ofSeconds(30));
        fixture.clock.advance(Duration.ofSeconds(300));

        ejectAndProbe(Duration.ofSeconds(1));

        assertThat(health.status().healthy()).isTrue();
    }

    @Test
    void probesThatFailTooMakeItAnOutageThatEndsWithThem() {
        ejectAndProbe(Duration.ofSeconds(1));
        outcomes(health, Result.RESET, 5);
        fixture.probe(health, ProbeResult.down(0, "connection refused"), 3);

        fixture.probe(health, ProbeResult.up(200), 2);

        assertThat(health.status().healthy()).as("without a wait of 30 s").isTrue();
    }
}
