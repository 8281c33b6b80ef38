package dev.steelyard.lb.algorithms.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeBackends;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MaglevTableTest {
    private static final int SIZE = 65_537;
    private static final int CLIENTS = 200_000;

    @Test
    void aBackendThatJoinsTakesAboutItsShareOfClientsAndFewOthersMove() {
        assertThat(movedWhenOneJoins(3)).isCloseTo(1 / 4.0, within(0.01));
        assertThat(movedWhenOneJoins(10)).isCloseTo(1 / 11.0, within(0.01));
        assertThat(movedWhenOneJoins(100)).isCloseTo(1 / 101.0, within(0.01));
        assertThat(movedWhenOneJoins(1_000)).isCloseTo(1 / 1_001.0, within(0.01));
    }

    @Test
    void whenABackendLeavesNearlyAllClientsOfTheOthersStay() {
        FakeBackends ten = FakeBackends.equal(10);
        MaglevTable before = MaglevTable.of(ten, SIZE);
        MaglevTable after = MaglevTable.of(ten.without(4), SIZE);
        long movedThoughTheirsStayed = clients()
                .filter(hash -> before.get(hash) != ten.get(4) && before.get(hash) != after.get(hash))
                .count();
        assertThat(movedThoughTheirsStayed).isLessThan(CLIENTS / 100);
    }

    @Test
    void aChangedWeightMovesAboutTheDifference() {
        FakeBackends four = FakeBackends.equal(4);
        // From 1/4 to 0.5/3.5 = 1/7 for one backend: at least 3/28 of the clients must move.
        assertThat(moved(four, four.degraded(1, 0.5))).isBetween(3 / 28.0 - 0.01, 3 / 28.0 + 0.06);
    }

    @Test
    void sharesFollowWeightsInAPoolOfAThousand() {
        double[] weights = new double[1_000];
        java.util.Arrays.setAll(weights, i -> i % 2 == 0 ? 100 : 200);
        MaglevTable table = MaglevTable.of(FakeBackends.weighted(weights), SIZE);
        FakeBackends same = FakeBackends.weighted(weights);
        long ofHeavy = clients()
                .filter(hash -> same.indexOf(same.byId(table.get(hash).id())) % 2 == 1)
                .count();
        assertThat((double) ofHeavy / CLIENTS).isCloseTo(2 / 3.0, within(0.01));
    }

    @Test
    void theOrderOfBackendsDoesNotMatter() {
        FakeBackend a = FakeBackend.of("a");
        FakeBackend b = FakeBackend.of("b");
        FakeBackend c = FakeBackend.of("c");
        MaglevTable one = MaglevTable.of(FakeBackends.of(List.of(a, b, c), 5, 1, 2), SIZE);
        MaglevTable other = MaglevTable.of(FakeBackends.of(List.of(c, a, b), 2, 5, 1), SIZE);
        assertThat(clients().allMatch(hash -> one.get(hash) == other.get(hash))).isTrue();
    }

    /** Written down once: nodes of different versions serve one pool, so the table must not change between versions. */
    @Test
    void everyVersionSendsTheseClientsToTheseBackends() {
        MaglevTable table = MaglevTable.of(FakeBackends.equal(5), SIZE);
        assertThat(clients().limit(12).mapToObj(hash -> table.get(hash).id()))
                .containsExactly("b3", "b3", "b1", "b2", "b1", "b3", "b1", "b2", "b3", "b2", "b3", "b2");
    }

    @Test
    void refusesMoreBackendsThanSlots() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaglevTable.of(FakeBackends.equal(252), 251))
                .withMessage("table-size: 251 (expected: at least the number of backends, 252)");
    }

    private static double movedWhenOneJoins(int backends) {
        FakeBackends set = FakeBackends.equal(backends);
        return moved(set, set.with(FakeBackend.of("joining")));
    }

    private static double moved(BackendSet from, BackendSet to) {
        MaglevTable before = MaglevTable.of(from, SIZE);
        MaglevTable after = MaglevTable.of(to, SIZE);
        return (double) clients()
                        .filter(hash -> before.get(hash) != after.get(hash))
                        .count()
                / CLIENTS;
    }

    private static LongStream clients() {
        return new SplittableRandom(5).longs(CLIENTS);
    }
}
