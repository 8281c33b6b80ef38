package dev.steelyard.lb.algorithms.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that are tried again have turns of their own. */
class RotationRetryTest {
    private static Picker picker(FakeBackends backends) {
        return new Rotation(Share.WEIGHT).newPicker(backends, null);
    }

    @Test
    void ofTwoBackendsTheOneThatFailsBeginsEveryOtherRequestOnly() {
        FakeBackends backends = FakeBackends.equal(2);
        Picker picker = picker(backends);
        int beganWithFailing = 0;
        for (int i = 0; i < 100; i++) {
            Backend first = picker.pick(FakeRequest.get());
            if (first == backends.get(0)) {
                beganWithFailing++;
                assertThat(picker.pick(FakeRequest.get().tried(first))).isSameAs(backends.get(1));
            }
        }
        assertThat(beganWithFailing).isEqualTo(50);
    }

    @Test
    void retriesAreSharedEvenlyByTheOthers() {
        FakeBackends backends = FakeBackends.equal(3);
        Picker picker = picker(backends);

        long ofOne = IntStream.range(0, 100)
                .filter(i -> picker.pick(FakeRequest.get().tried(backends.get(0))) == backends.get(1))
                .count();

        assertThat(ofOne).isEqualTo(50);
    }

    @Test
    void whereAllWereTriedOneOfThemIsPickedAllTheSame() {
        FakeBackends backends = FakeBackends.weighted(3, 1);
        Picker picker = picker(backends);
        FakeRequest request = FakeRequest.get().tried(backends.get(0)).tried(backends.get(1));

        assertThat(backends.indexOf(picker.pick(request))).isBetween(0, 1);
    }
}
