package dev.steelyard.lb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.config.SubsetConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which backends of a big pool one of several balancers uses. */
class SubsetTest {
    private static final int BACKENDS = 50;
    private static final int SIZE = 10;

    private final PoolFixture fixture = new PoolFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Pool pool(String instance) {
        return fixture.pool(PoolFixture.backends(BACKENDS) + "\nselection.subset { size = " + SIZE + ", instance = \""
                + instance + "\" }");
    }

    private static Set<String> ids(Collection<LiveBackend> backends) {
        Set<String> ids = new TreeSet<>();
        backends.forEach(backend -> ids.add(backend.id()));
        return ids;
    }

    private static Set<String> eligible(Pool pool) {
        BackendArray eligible = pool.members().snapshot().eligible();
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < eligible.size(); i++) {
            ids.add(eligible.get(i).id());
        }
        return ids;
    }

    private void probed(ProbeResult result, String id) {
        fixture.probeResults.put(id, result);
        fixture.settle();
    }

    @Test
    void aBalancerUsesSoManyAndTheOthersAreExcludedForIt() {
        Pool pool = pool("lb-1");

        Map<LiveBackend, Exclusion> excluded =
                pool.members().snapshot().selection().excluded();
        assertThat(eligible(pool)).hasSize(SIZE);
        assertThat(excluded).hasSize(BACKENDS - SIZE).containsValue(Exclusion.SUBSET);
        assertThat(new HashSet<>(excluded.values())).hasSize(1);
    }

    @Test
    void thePlaceOfOneThatFailsIsTakenByOneFromOutsideAndGivenBack() {
        Pool pool = pool("lb-1");
        Set<String> before = eligible(pool);
        String failing = before.iterator().next();

        probed(ProbeResult.down(503, "status 503"), failing);

        Set<String> during = eligible(pool);
        assertThat(during).hasSize(SIZE).doesNotContain(failing);
        Set<String> stayed = new HashSet<>(before);
        stayed.retainAll(during);
        assertThat(stayed).as("nobody else moved").hasSize(SIZE - 1);
        probed(ProbeResult.up(200), failing);
        assertThat(eligible(pool)).isEqualTo(before);
    }

    @Test
    void manyBalancersTogetherUseAllBackendsMoreOrLessEvenly() {
        Collection<LiveBackend> backends =
                fixture.pool(PoolFixture.backends(BACKENDS)).backends();
        Map<String, Integer> users = new HashMap<>();
        for (int instance = 0; instance < 500; instance++) {
            Subset subset = new Subset(new SubsetConfig(SIZE, Optional.of("lb-" + instance)));
            ids(subset.of(backends)).forEach(id -> users.merge(id, 1, Integer::sum));
        }

        // 500 balancers take 10 of 50 each: 100 users a backend, ± 8.9 by chance; five deviations are one in a million.
        assertThat(users).hasSize(BACKENDS);
        assertThat(users.values()).allSatisfy(count -> assertThat(count).isBetween(55, 145));
    }

    @Test
    void theSameNameGivesTheSameSubsetInEveryProcess() {
        Collection<LiveBackend> backends = fixture.pool(PoolFixture.backends(6)).backends();
        Subset subset = new Subset(new SubsetConfig(2, Optional.of("lb-1")));

        assertThat(ids(subset.of(backends)))
                .isEqualTo(ids(new Subset(new SubsetConfig(2, Optional.of("lb-1"))).of(backends)));
        assertThat(ids(subset.of(backends)))
                .containsExactly("b1", "b5"); // as computed once: a restart must not move it
    }

    @Test
    void aPoolThatIsNotBiggerIsUsedWhole() {
        Pool pool = fixture.pool(PoolFixture.backends(3) + "\nselection.subset.size = 3");

        assertThat(eligible(pool)).containsExactly("b0", "b1", "b2");
        assertThat(pool.members().snapshot().selection().excluded()).isEmpty();
    }

    @Test
    void withoutANameTheHostsOwnIsTaken() {
        Pool one = fixture.pool(PoolFixture.backends(9) + "\nselection.subset.size = 3");

        Set<String> again = ids(new Subset(new SubsetConfig(3, Optional.empty())).of(List.copyOf(one.backends())));
        assertThat(eligible(one)).hasSize(3).isEqualTo(again);
    }
}
