package dev.steelyard.lb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.settings.Settings;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * What every balancing algorithm must do. Extend it, name your factory and its type; override the hooks where your
 * algorithm needs it:
 *
 * <pre>{@code
 * class PeakTest extends AlgorithmContract {
 *     @Override protected AlgorithmFactory factory() { return new PeakFactory(); }
 *     @Override protected String type() { return "peak"; }
 *     @Override protected Map<String, ?> everySetting() { return Map.of("decay-time", "3s", "choices", 4); }
 * }
 * }</pre>
 */
public abstract class AlgorithmContract extends RegistrationContract<AlgorithmFactory> {
    private static final long SEED = 20_300_101;
    private static final int PICKS = 200_000;
    private static final int WINDOW = 1_000;
    private static final long LATENCY_NANOS = 5_000_000;

    /** One a test: the load moves the very clock that the algorithm looks at. */
    private final FakeContext context = FakeContext.seeded(SEED);

    /** What most algorithms do, and some by their nature do not. */
    protected enum Trait {
        /** Each backend gets a share of requests proportional to its weight. */
        FOLLOWS_WEIGHTS,
        /** A backend with reduced capacity gets a share that is reduced alike. */
        FOLLOWS_CAPACITY,
        /** Many requests from many clients spread over all backends. */
        SPREADS
    }

    /** What this algorithm does not do; the tests of these traits are skipped. */
    protected Set<Trait> lacks() {
        return Set.of();
    }

    /** Values for the keys that have no default; empty for most. */
    protected Map<String, ?> requiredSettings() {
        return Map.of();
    }

    /** Every key, each at a value that is not its default. */
    protected Map<String, ?> everySetting() {
        return Map.of();
    }

    /** The most that one of ten equal backends may get, as a multiple of its fair share; lower it if you can. */
    protected double mostOverFairShare() {
        return 2;
    }

    /** A request of the kind that the algorithm tells apart; from any client unless you say otherwise. */
    protected FakeRequest nextRequest(RandomGenerator random) {
        return FakeRequest.fromAnyClient(random);
    }

    @Override
    protected final Class<AlgorithmFactory> service() {
        return AlgorithmFactory.class;
    }

    // -- which backends

    @Test
    final void picksOnlyMembersWhileBackendsJoinAndLeave() {
        FakeBackends five = FakeBackends.equal(5);
        FakeBackends four = five.without(1);
        FakeBackends joined = four.with(FakeBackend.of("joined"));
        try (Algorithm algorithm = create()) {
            Picker picker = null;
            for (FakeBackends set : new FakeBackends[] {five, four, joined, five.without(0), FakeBackends.equal(1)}) {
                picker = algorithm.newPicker(set, picker);
                int[] picks = load(algorithm, 20).send(2_000, set, picker);
                assertThat(Arrays.stream(picks).sum()).isEqualTo(2_000);
                assertThat(lacks().contains(Trait.SPREADS)
                                || Arrays.stream(picks).allMatch(count -> count > 0))
                        .as("every member is picked at times: %s", Arrays.toString(picks))
                        .isTrue();
            }
        }
    }

    @Test
    final void picksTheOnlyBackendEveryTime() {
        try (Algorithm algorithm = create()) {
            FakeBackends one = FakeBackends.equal(1);
            assertThat(load(algorithm, 10).send(1_000, one, algorithm.newPicker(one, null)))
                    .containsExactly(1_000);
        }
    }

    @Test
    final void startsAnewAfterAPickerOfAForeignClass() {
        try (Algorithm algorithm = create()) {
            FakeBackends set = FakeBackends.equal(3);
            Picker foreign = request -> null;
            load(algorithm, 10).send(1_000, set, algorithm.newPicker(set, foreign));
        }
    }

    @Test
    final void picksMembersOnEightThreadsWhileTheSetChanges() {
        try (Algorithm algorithm = create()) {
            new PickingRace(algorithm, this::nextRequest).run();
        }
    }

    @Test
    final void explainsItsPicksWithoutChangingThem() {
        new ExplainedPicks(factory(), Settings.of(requiredSettings()), this::nextRequest, SEED)
                .assertThatExplainingChangesNothing();
    }

    @Test
    final void explainsItsPicksWithEveryKeySet() {
        new ExplainedPicks(factory(), Settings.of(everySetting()), this::nextRequest, SEED)
                .assertThatExplainingChangesNothing();
    }

    // -- which shares

    @Test
    final void followsWeightsOfFiveToOneToOne() {
        followsWeights(5, 1, 1);
    }

    @Test
    final void followsWeightsOfHundredToFiftyToTen() {
        followsWeights(100, 50, 10);
    }

    private void followsWeights(double... weights) {
        assumeFalse(lacks().contains(Trait.FOLLOWS_WEIGHTS), "shares are not by weight");
        double total = Arrays.stream(weights).sum();
        double[] shares = shares(FakeBackends.weighted(weights));
        for (int i = 0; i < weights.length; i++) {
            double fair = weights[i] / total;
            assertThat(shares[i]).as("share of weight %s", weights[i]).isCloseTo(fair, within(0.05 * fair));
        }
    }

    @Test
    final void givesABackendOfHalfCapacityHalfAsMuch() {
        assumeFalse(lacks().contains(Trait.FOLLOWS_CAPACITY), "shares are not by capacity");
        double[] shares = shares(FakeBackends.equal(4).degraded(2, 0.5));
        double[] fair = {2 / 7.0, 2 / 7.0, 1 / 7.0, 2 / 7.0};
        for (int i = 0; i < fair.length; i++) {
            assertThat(shares[i]).as("share of backend %s", i).isCloseTo(fair[i], within(0.1 * fair[i]));
        }
    }

    @Test
    final void spreadsFairlyOverEqualBackends() {
        assumeFalse(lacks().contains(Trait.SPREADS), "does not spread");
        double[] shares = shares(FakeBackends.equal(10));
        assertThat(Arrays.stream(shares).max().orElseThrow()).isLessThanOrEqualTo(mostOverFairShare() / 10);
    }

    private double[] shares(FakeBackends backends) {
        try (Algorithm algorithm = create()) {
            int[] picks = load(algorithm, WINDOW).send(PICKS, backends, algorithm.newPicker(backends, null));
            return Arrays.stream(picks)
                    .mapToDouble(count -> (double) count / PICKS)
                    .toArray();
        }
    }

    // -- at which cost

    @Test
    final void allocatesNothingToPickOneOfThree() {
        allocatesNothing(FakeBackends.weighted(5, 1, 1));
    }

    @Test
    final void allocatesNothingToPickOneOfAThousand() {
        allocatesNothing(FakeBackends.weighted(
                new SplittableRandom(SEED).doubles(1_000, 1, 100).toArray()));
    }

    private void allocatesNothing(FakeBackends backends) {
        FakeRequest[] requests = new FakeRequest[64];
        Arrays.setAll(requests, i -> nextRequest(new SplittableRandom(SEED + i)));
        try (Algorithm algorithm = create()) {
            load(algorithm, 10).send(1_000, backends, algorithm.newPicker(backends, null));
            Picker picker = algorithm.newPicker(backends, null);
            assertThat(PickCost.leastBytes(picker, requests))
                    .as("bytes allocated by %s picks", PickCost.PICKS)
                    .isZero();
        }
    }

    // -- with which settings

    @Test
    final void worksWithEveryKeyAbsent() {
        worksWith(requiredSettings());
    }

    @Test
    final void worksWithEveryKeySet() {
        worksWith(everySetting());
    }

    private void worksWith(Map<String, ?> settings) {
        try (Algorithm algorithm = factory().create(Settings.of(settings), FakeContext.seeded(SEED))) {
            FakeBackends set = FakeBackends.equal(3);
            load(algorithm, 10).send(1_000, set, algorithm.newPicker(set, null));
        }
    }

    @Test
    final void refusesAnUnknownKeyByItsName() {
        SettingsChecks.refusesUnknownKey(everySetting(), this::createAndClose);
    }

    @Test
    final void theTestNamesEveryKey() {
        SettingsChecks.namesEveryKey(everySetting(), this::createAndClose);
    }

    @Test
    final void refusesABlockWhereAPlainValueBelongs() {
        SettingsChecks.refusesBlocksForPlainValues(everySetting(), this::createAndClose);
    }

    private void createAndClose(Settings settings) {
        factory().create(settings, FakeContext.seeded(SEED)).close();
    }

    // -- how the tests drive it

    private Algorithm create() {
        return factory().create(Settings.of(requiredSettings()), context);
    }

    private SimulatedLoad load(Algorithm algorithm, int window) {
        RandomGenerator random = new SplittableRandom(SEED);
        return new SimulatedLoad(algorithm, context, random, window, backend -> LATENCY_NANOS)
                .withRequests(this::nextRequest);
    }
}
