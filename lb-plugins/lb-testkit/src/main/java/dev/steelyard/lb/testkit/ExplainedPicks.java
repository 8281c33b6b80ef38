package dev.steelyard.lb.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The picks of an algorithm, with and without being asked to explain each of them. One thread. */
final class ExplainedPicks {
    private static final int PICKS = 500;
    private static final int UNDER_WAY = 7;
    private static final int ASKED = 3;

    private final AlgorithmFactory factory;
    private final Settings settings;
    private final Function<RandomGenerator, FakeRequest> requests;
    private final long seed;

    ExplainedPicks(
            AlgorithmFactory factory, Settings settings, Function<RandomGenerator, FakeRequest> requests, long seed) {
        this.factory = factory;
        this.settings = settings;
        this.requests = requests;
        this.seed = seed;
    }

    /** Both runs have the same clock, lots and load, so whatever differs is what explaining changed. */
    void assertThatExplainingChangesNothing() {
        assertThat(picks(true)).as("picks after being asked to explain them").isEqualTo(picks(false));
    }

    private List<String> picks(boolean explained) {
        FakeContext context = FakeContext.seeded(seed);
        FakeBackends set = FakeBackends.weighted(5, 1, 2, 3);
        RandomGenerator random = new SplittableRandom(seed);
        List<String> picks = new ArrayList<>();
        List<FakeBackend> underWay = new ArrayList<>();
        try (Algorithm algorithm = factory.create(settings, context)) {
            Picker picker = algorithm.newPicker(set, null);
            for (int i = 0; i < PICKS; i++) {
                context.fakeScheduler().advance(Duration.ofMillis(1));
                FakeRequest request = requests.apply(random);
                Explanation told = explained ? explanation(picker, set, request) : Explanation.NONE;
                FakeBackend picked = set.get(set.indexOf(picker.pick(request)));
                assertThat(told.choice().orElse(picked)).as(told.reason()).isSameAs(picked);
                picks.add(picked.id());
                begin(picked, underWay);
                if (underWay.size() > UNDER_WAY) {
                    end(underWay.remove(random.nextInt(UNDER_WAY)), algorithm);
                }
            }
            return picks;
        }
    }

    private static Explanation explanation(Picker picker, FakeBackends set, FakeRequest request) {
        Explanation told = Explanation.NONE;
        for (int i = 0; i < ASKED; i++) {
            told = picker.explain(request);
            assertThat(told).isNotNull();
            assertThat(told.scores().keySet()).allMatch(id -> set.byId(id) != null);
        }
        return told;
    }

    private static void begin(FakeBackend backend, List<FakeBackend> underWay) {
        backend.begin();
        underWay.add(backend);
    }

    private static void end(FakeBackend backend, Algorithm algorithm) {
        backend.end();
        long nanos = 1_000_000L * (1 + backend.id().hashCode() % 5);
        algorithm.onOutcome(backend, new Outcome(Outcome.Result.SUCCESS, 200, nanos, nanos));
    }
}
