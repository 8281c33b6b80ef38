package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolChangeTest {
    private static final String WITH_AFFINITY = "affinity = fake\n";

    private final PoolFixture fixture = new PoolFixture();
    private final PoolFactory factory = fixture.factory();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Pool started(String text) {
        Pool pool = factory.create("web", PoolFixture.config(text));
        pool.members().start();
        return pool;
    }

    private List<AutoCloseable> change(Pool pool, String text) {
        return change(factory, pool, text);
    }

    private static List<AutoCloseable> change(PoolFactory maker, Pool pool, String text) {
        try (PoolChange change = maker.change(pool, PoolFixture.config(text))) {
            return change.apply(Map.of());
        }
    }

    @Test
    void whatIsInBothConfigsStaysAsItIs() {
        Pool pool = started(backends(3));
        LiveBackend stays = pool.members().byId("b1");
        Lease lease = pool.lease(FakeRequest.get());
        fixture.probeResults.put("b1", ProbeResult.down(0, "dead"));
        fixture.settle();

        List<AutoCloseable> left = change(pool, backends(2, 77));

        assertThat(pool.backends()).extracting(LiveBackend::id).containsExactly("b0", "b1");
        assertThat(pool.members().byId("b1")).isSameAs(stays);
        assertThat(stays.state()).isEqualTo(BackendState.UNHEALTHY);
        assertThat(stays.maxConnections()).isEqualTo(77);
        assertThat(lease.backend().inFlight()).isOne();
        assertThat(fixture.removed).extracting(LiveBackend::id).containsExactly("b2");
        assertThat(left).isEmpty();
        assertThat(fixture.life).containsExactly("+algorithm", "+fake check");
        lease.complete(Result.SUCCESS, 200, 1);
        pool.close();
    }

    @Test
    void aBackendOfAnotherAddressIsAnotherBackendThoughItsIdIsTheSame() {
        Pool pool = started("backends = [{ id = a, host = 10.0.0.1, port = 80 }]");
        LiveBackend before = pool.members().byId("a");

        change(pool, "backends = [{ id = a, host = 10.0.0.2, port = 80 }]");

        assertThat(pool.members().byId("a")).isNotSameAs(before);
        assertThat(pool.members().byId("a").hostPort()).isEqualTo("10.0.0.2:80");
        assertThat(fixture.removed).containsExactly(before);
        assertThat(fixture.registry.getNames()).anyMatch(name -> name.contains("backend=\"a\""));
        pool.close();
    }

    @Test
    void onlyExtensionsThatChangedAreMadeAnewAndTheOldOnesAreHandedOver() throws Exception {
        Pool pool = started(WITH_AFFINITY + backends(1));
        fixture.life.clear();

        List<AutoCloseable> left = change(pool, "algorithm { type = fake, sharper = yes }\n" + backends(1));

        assertThat(fixture.life).containsExactly("+algorithm");
        for (AutoCloseable each : left) {
            each.close();
        }
        assertThat(fixture.life).containsExactly("+algorithm", "-affinity", "-algorithm");
        pool.close();
        assertThat(fixture.life).containsExactly("+algorithm", "-affinity", "-algorithm", "-fake check", "-algorithm");
    }

    @Test
    void aNewerPluginOfTheSameTypesTakesOverEverything() {
        Pool pool = started(WITH_AFFINITY + backends(1));
        fixture.life.clear();

        List<AutoCloseable> left = change(fixture.factory(), pool, WITH_AFFINITY + backends(1));

        assertThat(fixture.life).containsExactly("+algorithm", "+affinity", "+fake check", "-fake check");
        assertThat(left).hasSize(2);
        pool.close();
    }

    @Test
    void ofAChangeThatIsRefusedNothingIsLeft() {
        Pool pool = started(WITH_AFFINITY + backends(2));
        fixture.life.clear();

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> change(
                        pool,
                        "algorithm { type = fake, sharper = yes }\naffinity { type = fake, broken = yes }\n"
                                + backends(1)))
                .withMessageContaining("pools.web.affinity.broken: out of order");

        assertThat(fixture.life).containsExactly("+algorithm", "-algorithm");
        assertThat(pool.backends()).hasSize(2);
        pool.close();
    }

    @Test
    void whatTheOperatorWantsOfBackendsComesWithTheChange() {
        Pool pool = started(backends(2));

        try (PoolChange change = factory.change(pool, PoolFixture.config(backends(2)))) {
            change.apply(Map.of("b0", AdminState.DRAINING));
        }

        assertThat(pool.lease(FakeRequest.get()).backend().id()).isEqualTo("b1");
        pool.close();
    }

    @Test
    void aPoolThatIsClosedLeavesNoMetricAndMayComeBackByTheSameName() {
        started(WITH_AFFINITY + backends(2)).close();

        assertThat(fixture.registry.getNames()).isEmpty();
        started(WITH_AFFINITY + backends(2)).close();
    }

    @Test
    void whileConfigsComeAndGoEveryRequestFindsABackend() throws Exception {
        Pool pool = started(backends(4));
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> requests = List.of(
                    threads.submit(() -> leaseUntil(over, pool)),
                    threads.submit(() -> leaseUntil(over, pool)),
                    threads.submit(() -> leaseUntil(over, pool)));
            for (int i = 0; i < 500; i++) {
                change(fixture.factory(), pool, backends(1 + i % 4, 10_000 + i));
            }
            over.set(true);
            for (Future<Integer> each : requests) {
                assertThat(each.get(10, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertThat(pool.backends()).extracting(LiveBackend::inFlight).containsOnly(0);
        pool.close();
    }

    private static int leaseUntil(AtomicBoolean over, Pool pool) {
        int leases = 0;
        while (!over.get() || leases == 0) {
            Lease lease = pool.lease(FakeRequest.get());
            assertThat(lease).isNotNull();
            lease.complete(Result.SUCCESS, 200, 1);
            leases++;
        }
        return leases;
    }
}
