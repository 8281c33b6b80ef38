package dev.steelyard.lb.algorithms.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.steelyard.lb.testkit.FakeBackends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedLoadTest {

    @Test
    void isOffOrAFactor() {
        assertThat(BoundedLoad.of("off").isOff()).isTrue();
        assertThat(BoundedLoad.of("1.25")).isEqualTo(new BoundedLoad(1.25));
        assertThat(BoundedLoad.of("1.25").isOff()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.0", "0", "-2", "100.5", "1e300", "NaN", "Infinity", "on", "", "25%"})
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BoundedLoad.of(text))
                .withMessage("'" + text + "' (expected: off, or a factor of 1.01..100)");
    }

    @Test
    void theBoundIsTheShareOfTheFactorRoundedUp() {
        FakeBackends set = FakeBackends.weighted(3, 1);
        Bound bound = new Bound(set, new BoundedLoad(1.25));
        begin(set, 0, 3);
        // With the new one 4 in flight, 5 allowed: 3.75 for the first, so 4.
        assertThat(bound.allowedLoad()).isEqualTo(5);
        assertThat(bound.admits(0, bound.allowedLoad())).isTrue();
        begin(set, 0, 11);
        // It has all 14: with the new one 18.75 are allowed, 14.06 to the first, so 15.
        assertThat(bound.admits(0, bound.allowedLoad())).isTrue();
        begin(set, 0, 1);
        // Now 20 are allowed, 15 to the first, and it has 15.
        assertThat(bound.admits(0, bound.allowedLoad())).isFalse();
        assertThat(bound.admits(1, bound.allowedLoad())).isTrue();
    }

    @Test
    void anIdleBackendIsAlwaysAdmitted() {
        FakeBackends set = FakeBackends.weighted(1_000_000, 1);
        Bound bound = new Bound(set, new BoundedLoad(1.01));
        assertThat(bound.isIdle(1)).isTrue();
        assertThat(bound.admits(1, bound.allowedLoad())).isTrue();
        begin(set, 1, 1);
        assertThat(bound.isIdle(1)).isFalse();
        assertThat(bound.admits(1, bound.allowedLoad())).isFalse();
    }

    @Test
    void theLeastLoadedIsSoForItsWeight() {
        FakeBackends set = FakeBackends.weighted(10, 2, 5);
        begin(set, 0, 9);
        begin(set, 1, 2);
        begin(set, 2, 5);
        assertThat(new Bound(set, new BoundedLoad(1.25)).leastLoaded()).isZero();
    }

    private static void begin(FakeBackends set, int place, int requests) {
        for (int i = 0; i < requests; i++) {
            set.get(place).begin();
        }
    }
}
