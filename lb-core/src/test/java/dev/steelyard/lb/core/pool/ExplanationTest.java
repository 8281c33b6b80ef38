package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a pool says that a request would go. */
class ExplanationTest {
    private static final String CLIENT = "192.0.2.7";

    private final PoolFixture fixture = new PoolFixture();
    private Function<BackendSet, Explanation> explanation = set ->
            Explanation.choosing(set.get(0), "the first", Map.of(set.get(0).id(), "best"));

    ExplanationTest() {
        fixture.pickers = (set, previous) -> new Picker() {
            @Override
            public Backend pick(RequestView request) {
                return set.get(0);
            }

            @Override
            public Explanation explain(RequestView request) {
                return explanation.apply(set);
            }
        };
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static String choice(PoolExplanation told) {
        return told.choice().map(LiveBackend::id).orElse(null);
    }

    private static List<String> candidates(PoolExplanation told) {
        return told.candidates().stream()
                .map(candidate -> candidate.backend().id())
                .toList();
    }

    @Test
    void everyStageTellsWhomItHeldBackInItsOrder() {
        Pool pool = fixture.pool("""
                selection { zone = near, zone-minimum = 0.1, subset { size = 1, instance = lb-1 } }
                backends = [
                  { id = off, host = 10.0.0.1, port = 1, zone = near }, { id = down, host = 10.0.0.2, port = 1, zone = near }
                  { id = backup, host = 10.0.0.3, port = 1, zone = near, priority = 1 }
                  { id = far, host = 10.0.0.4, port = 1 }
                  { id = near1, host = 10.0.0.5, port = 1, zone = near }, { id = near2, host = 10.0.0.6, port = 1, zone = near }
                ]""");
        pool.members().setAdminState("off", AdminState.DISABLED);
        fixture.probeResults.put("down", ProbeResult.down(503, "status 503"));
        fixture.settle();

        PoolExplanation told = pool.explain(FakeRequest.get());

        assertThat(told.dropped().keySet())
                .containsExactly(
                        Exclusion.ADMIN_STATE, Exclusion.UNHEALTHY, Exclusion.TIER, Exclusion.ZONE, Exclusion.SUBSET);
        assertThat(told.dropped())
                .containsEntry(Exclusion.ADMIN_STATE, List.of("off"))
                .containsEntry(Exclusion.UNHEALTHY, List.of("down"))
                .containsEntry(Exclusion.TIER, List.of("backup"))
                .containsEntry(Exclusion.ZONE, List.of("far"));
        assertThat(told.dropped().get(Exclusion.SUBSET)).hasSize(1).doesNotContainAnyElementsOf(candidates(told));
        assertThat(candidates(told)).hasSize(1).containsExactly(choice(told));
        assertThat(pool.dropped()).isEqualTo(told.dropped());
    }

    @Test
    void thoseThatAreLeftHaveTheirSharesAndScores() {
        Pool pool = fixture.pool("backends = [{ id = a, host = h, port = 1, weight = 300 }, \"h:2\"]");

        PoolExplanation told = pool.explain(FakeRequest.get());

        assertThat(told.reason()).isEqualTo("the first");
        assertThat(told.candidates())
                .extracting(PoolExplanation.Candidate::weight, PoolExplanation.Candidate::share)
                .containsExactly(tuple(300.0, 0.75), tuple(100.0, 0.25));
        assertThat(told.candidates())
                .extracting(PoolExplanation.Candidate::score)
                .containsExactly("best", "");
    }

    @Test
    void explainingTakesNothingAndCountsNothing() {
        Pool pool = fixture.pool("affinity = fake\n" + backends(3, 1));

        for (int i = 0; i < 100; i++) {
            pool.explain(FakeRequest.from(CLIENT));
        }

        assertThat(pool.backends()).extracting(LiveBackend::inFlight).containsOnly(0);
        assertThat(pool.backends())
                .extracting(backend -> backend.metrics().requests())
                .containsOnly(0L);
        assertThat(fixture.pins).isEmpty();
        assertThat(fixture.outcomes).isEmpty();
        assertThat(pool.lease(FakeRequest.from(CLIENT)).backend().id()).isEqualTo("b0");
    }

    @Test
    void aSessionThatIsPinnedGoesToItsBackendUnlessThatIsFull() {
        Pool pool = fixture.pool("affinity = fake\n" + backends(3, 1));
        fixture.pins.put(CLIENT, pool.members().byId("b2"));

        PoolExplanation told = pool.explain(FakeRequest.from(CLIENT));
        assertThat(told.pinned()).contains(pool.members().byId("b2"));
        assertThat(choice(told)).isEqualTo("b2");

        pool.lease(FakeRequest.from(CLIENT));
        PoolExplanation full = pool.explain(FakeRequest.from(CLIENT));
        assertThat(full.pinned()).contains(pool.members().byId("b2"));
        assertThat(choice(full)).isEqualTo("b0");
    }

    @Test
    void aChoiceThatIsFullIsNotWhereTheRequestEnds() {
        Pool pool = fixture.pool(backends(2, 1));
        pool.lease(FakeRequest.get());

        PoolExplanation told = pool.explain(FakeRequest.get());

        assertThat(choice(told)).isNull();
        assertThat(told.reason()).contains("b0, which is full");
        assertThat(told.candidates())
                .extracting(PoolExplanation.Candidate::full)
                .containsExactly(true, false);
    }

    @Test
    void aPluginThatCannotExplainLeavesTheRestOfTheAnswer() {
        Pool pool = fixture.pool("affinity = fake\n" + backends(2));
        explanation = set -> {
            throw new IllegalStateException("planted");
        };
        assertUnexplained(pool, "it threw java.lang.IllegalStateException: planted");
        explanation = set -> null;
        assertUnexplained(pool, "its explanation is null");
        explanation = set -> Explanation.choosing(FakeBackend.of("b0"), "a stranger", Map.of());
        assertUnexplained(pool, "it names a backend that is not in the set");
        explanation = set -> {
            throw new NoClassDefFoundError("planted");
        };
        assertUnexplained(pool, "it threw java.lang.NoClassDefFoundError: planted");

        assertThat(pool.algorithmSetAside()).as("picks are as good as before").isFalse();
    }

    private static void assertUnexplained(Pool pool, String why) {
        PoolExplanation told = pool.explain(FakeRequest.get());
        assertThat(told.reason()).isEqualTo("the algorithm cannot explain its picks: " + why);
        assertThat(candidates(told)).containsExactly("b0", "b1");
        assertThat(choice(told)).isNull();
    }

    @Test
    void anAffinityThatThrowsIsToldAndNotCounted() {
        Pool pool = fixture.pool("affinity = fake\n" + backends(2));
        fixture.onAffinity = new IllegalStateException("planted");

        PoolExplanation told = pool.explain(FakeRequest.get());

        assertThat(told.affinityProblem()).isEqualTo("affinity fake threw java.lang.IllegalStateException: planted");
        assertThat(choice(told)).isEqualTo("b0");
        assertThat(fixture.failures("fake", "affinity")).isZero();
    }

    @Test
    void whereRoundRobinPicksInItsPlaceItsTurnIsTold() {
        fixture.pickers = (set, previous) -> null;
        Pool pool = fixture.pool(backends(3));
        for (int i = 0; i < 10; i++) {
            PoolExplanation told = pool.explain(FakeRequest.get());
            assertThat(told.reason()).startsWith("round robin, since");
            assertThat(choice(told))
                    .isEqualTo(pool.lease(FakeRequest.get()).backend().id());
        }
    }

    @Test
    void withNobodyLeftThereIsNoChoice() {
        PoolExplanation told = fixture.pool("backends = []").explain(FakeRequest.get());

        assertThat(told.candidates()).isEmpty();
        assertThat(told.choice()).isEmpty();
    }
}
