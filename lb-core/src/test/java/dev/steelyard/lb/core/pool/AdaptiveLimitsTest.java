package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.core.resilience.AdaptiveLimits;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdaptiveLimitsTest {
    private static final String ON = "adaptive-limit { enabled = true, initial = 10 }\n";

    private final PoolFixture fixture = new PoolFixture();
    private final List<Pool> pools = new ArrayList<>();
    private final AdaptiveLimits limits = new AdaptiveLimits(() -> pools, fixture.clock::nanoTime);

    @AfterEach
    void close() {
        fixture.close();
    }

    private Pool pool(String text) {
        Pool pool = fixture.pool(text);
        pools.add(pool);
        limits.look();
        return pool;
    }

    /** For so many intervals, as many requests as there are places at a time, each taking so long. */
    private void load(Pool pool, int intervals, Duration each) {
        for (int i = 0; i < intervals; i++) {
            for (long passed = 0; passed < 500; passed += each.toMillis()) {
                List<Lease> leases = new ArrayList<>();
                for (Lease lease = pool.lease(FakeRequest.get());
                        lease != null;
                        lease = pool.lease(FakeRequest.get())) {
                    leases.add(lease);
                }
                fixture.clock.advance(each);
                leases.forEach(lease -> lease.complete(Result.SUCCESS, 200, each.toNanos()));
            }
            limits.look();
        }
    }

    @Test
    void aPoolThatDoesNotAskForItHasTheLimitOfItsConfig() {
        Pool pool = pool(backends(1, 50));
        load(pool, 5, Duration.ofMillis(100));

        assertThat(pool.members().byId("b0").limit()).isEqualTo(50);
    }

    @Test
    void theLimitOfABackendFollowsItsTimesAndHoldsForLeases() {
        Pool pool = pool(ON + backends(1, 50));
        LiveBackend backend = pool.members().byId("b0");
        assertThat(backend.limit()).isEqualTo(10);

        load(pool, 40, Duration.ofMillis(50));
        int risen = backend.limit();
        assertThat(risen).isBetween(30, 50);

        load(pool, 10, Duration.ofMillis(250));
        assertThat(backend.limit()).isLessThan(risen / 2);
        assertThat(backend.inFlight()).isZero();
    }

    @Test
    void whoWaitsIsServedWhenTheLimitRises() {
        Pool pool = pool(ON + backends(1, 50));
        load(pool, 1, Duration.ofMillis(50));
        LiveBackend backend = pool.members().byId("b0");
        int limit = backend.limit();
        List<Lease> held = new ArrayList<>();
        for (int i = 0; i < limit; i++) {
            held.add(pool.lease(FakeRequest.get()));
        }
        assertThat(pool.lease(FakeRequest.get())).isNull();

        backend.limitTo(limit + 1);

        assertThat(pool.lease(FakeRequest.get())).isNotNull();
    }

    @Test
    void aBackendHasItsFirstLimitBeforeAnybodyLooks() {
        Pool pool = fixture.pool(ON + backends(1, 50));
        assertThat(pool.members().byId("b0").limit()).isEqualTo(10);

        LiveBackend joined = pool.members().add(BackendConfig.of("10.0.9.9:80"));

        assertThat(joined.limit()).isEqualTo(10);
    }

    @Test
    void aPoolThatIsGoneIsForgotten() {
        Pool pool = pool(ON + backends(1, 50));
        pools.clear();
        limits.look();
        load(pool, 10, Duration.ofMillis(50));

        assertThat(pool.members().byId("b0").limit()).isEqualTo(10);
    }
}
