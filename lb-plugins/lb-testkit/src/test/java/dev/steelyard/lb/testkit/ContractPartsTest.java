package dev.steelyard.lb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The parts of the contract fail for what they are there to catch. */
class ContractPartsTest {

    private record Keys(
            @Default("2") int choices, @Default("1s") java.time.Duration decayTime) {}

    private final FakeBackends set = FakeBackends.equal(3);

    @Test
    void aPickOutsideTheSetIsCaught() {
        SimulatedLoad load = load((backends, previous) -> request -> FakeBackend.of("foreign"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> load.send(1, set, request -> FakeBackend.of("foreign")))
                .withMessage("picked foreign, which is not in the set");
    }

    @Test
    void theLoadKeepsAtMostItsWindowUnderWayAndEndsAllOfIt() {
        int[] most = new int[1];
        Picker picker = request -> {
            most[0] = Math.max(most[0], set.get(0).inFlight());
            return set.get(0);
        };
        assertThat(load((backends, previous) -> picker).send(1_000, set, picker))
                .containsExactly(1_000, 0, 0);
        assertThat(most[0]).as("under way before a pick").isEqualTo(9);
        assertThat(set.get(0).inFlight()).isZero();
    }

    @Test
    void anAllocationOfTheSmallestObjectIsCounted() {
        AtomicReference<Object> escape = new AtomicReference<>();
        Picker allocates = request -> {
            escape.set(new Object());
            return set.get(0);
        };
        FakeRequest[] requests = {FakeRequest.get()};
        assertThat(PickCost.leastBytes(allocates, requests)).isGreaterThanOrEqualTo(PickCost.PICKS * 8L);
        assertThat(PickCost.leastBytes(request -> set.get(0), requests)).isZero();
    }

    @Test
    void aPickerThatLooksAtANewerSetThanItsOwnLosesTheRace() {
        AtomicReference<BackendSet> newest = new AtomicReference<>();
        AtomicLong picks = new AtomicLong();
        Algorithm racy = (backends, previous) -> {
            newest.set(backends);
            if (previous != null) {
                awaitAnother(picks); // by the previous picker, since this one is not published yet
            }
            return request -> {
                BackendSet seen = newest.get();
                picks.incrementAndGet();
                return seen.get(seen.size() - 1);
            };
        };
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> new PickingRace(racy, FakeRequest::fromAnyClient).run())
                .withMessage("a thread of the race failed");
    }

    @Test
    void settingsThatAreReadWellPass() {
        Map<String, ?> every = Map.of("choices", 3, "decay-time", "5s");
        Consumer<Settings> create = settings -> settings.as(Keys.class, MethodHandles.lookup());
        SettingsChecks.refusesUnknownKey(every, create);
        SettingsChecks.namesEveryKey(every, create);
        SettingsChecks.refusesBlocksForPlainValues(every, create);
    }

    @Test
    void aKeyThatTheTestForgotIsCaught() {
        Consumer<Settings> create = settings -> settings.as(Keys.class, MethodHandles.lookup());
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> SettingsChecks.namesEveryKey(Map.of("choices", 3), create))
                .withMessageContaining("decay-time");
    }

    @Test
    void settingsThatNobodyReadsAreCaught() {
        Consumer<Settings> ignores = settings -> {};
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> SettingsChecks.refusesUnknownKey(Map.of(), ignores));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> SettingsChecks.refusesBlocksForPlainValues(Map.of("choices", 3), ignores));
    }

    private static void awaitAnother(AtomicLong picks) {
        // Each of eight threads may have looked at the set before it was exchanged.
        long enough = picks.get() + 9;
        while (picks.get() < enough && !Thread.currentThread().isInterrupted()) {
            Thread.yield();
        }
    }

    private static SimulatedLoad load(Algorithm algorithm) {
        return new SimulatedLoad(algorithm, FakeContext.seeded(1), new SplittableRandom(1), 10, backend -> 1);
    }
}
