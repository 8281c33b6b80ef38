package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeasingTest {
    private final PoolFixture fixture = new PoolFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static String leased(Pool pool) {
        Lease lease = pool.lease(FakeRequest.get());
        if (lease == null) {
            return "none";
        }
        lease.complete(Result.SUCCESS, 200, 1);
        return lease.backend().id();
    }

    @Test
    void theBackendThatThePickerNamesIsLeased() {
        fixture.pickers = (set, previous) -> request -> set.byId("b1");
        Pool pool = fixture.pool(backends(3));

        assertThat(leased(pool)).isEqualTo("b1");
    }

    @Test
    void aLeaseCountsUntilItIsGivenBackOnce() {
        Pool pool = fixture.pool(backends(1));
        Lease lease = pool.lease(FakeRequest.get());
        LiveBackend backend = lease.backend();
        assertThat(backend.inFlight()).isOne();

        fixture.clock.advance(Duration.ofMillis(7));
        lease.complete(Result.SUCCESS, 200, 3_000_000);
        lease.complete(Result.RESET, 0, -1);

        assertThat(backend.inFlight()).isZero();
        assertThat(backend.metrics().requests()).isOne();
        assertThat(backend.metrics().errors()).isZero();
        assertThat(fixture.outcomes).containsExactly(new Outcome(Result.SUCCESS, 200, 3_000_000, 7_000_000));
    }

    @Test
    void drainingAndDisabledBackendsGetNoNewRequests() {
        Pool pool = fixture.pool(backends(3));

        pool.members().setAdminState("b0", AdminState.DRAINING);
        assertThat(leased(pool)).isEqualTo("b1");
        pool.members().setAdminState("b1", AdminState.DISABLED);
        assertThat(leased(pool)).isEqualTo("b2");
        assertThat(pool.backends())
                .extracting(LiveBackend::state)
                .containsExactly(BackendState.DRAINING, BackendState.DISABLED, BackendState.HEALTHY);
        pool.members().setAdminState("b0", AdminState.ENABLED);
        assertThat(leased(pool)).isEqualTo("b0");
    }

    @Test
    void anUnhealthyBackendGetsNoneUntilItIsBack() {
        fixture.probeResults.put("b0", ProbeResult.down(503, "status 503"));
        Pool pool = fixture.pool(backends(2));
        fixture.settle();
        assertThat(leased(pool)).isEqualTo("b1");
        assertThat(pool.members().byId("b0").state()).isEqualTo(BackendState.UNHEALTHY);

        fixture.probeResults.clear();
        fixture.settle();

        assertThat(leased(pool)).isEqualTo("b0");
    }

    @Test
    void withoutAnEligibleBackendThereIsNoLease() {
        fixture.probeResults.put("b0", ProbeResult.down(503, "status 503"));
        Pool pool = fixture.pool(backends(2));
        pool.members().setAdminState("b1", AdminState.DISABLED);
        fixture.settle();

        assertThat(pool.lease(FakeRequest.get())).isNull();
        assertThat(pool.hasEligible()).isFalse();
        assertThat(fixture.pool("").lease(FakeRequest.get())).isNull();
    }

    @Test
    void aRetryNeverGetsABackendThatWasTried() {
        Pool pool = fixture.pool(backends(3));
        FakeRequest request = FakeRequest.get();
        Set<String> tried = new HashSet<>();

        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(pool.hasUntried(request)).isTrue();
            LiveBackend backend = pool.lease(request).backend();
            assertThat(tried.add(backend.id())).isTrue();
            request.tried(backend);
        }

        assertThat(pool.lease(request)).isNull();
        assertThat(pool.hasUntried(request)).isFalse();
    }

    @Test
    void aFullBackendIsPassedByAndHasPlacesAgainWhenGivenBack() {
        Pool pool = fixture.pool(backends(2, 2));
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            leases.add(pool.lease(FakeRequest.get()));
        }

        assertThat(leases).extracting(lease -> lease.backend().id()).containsExactly("b0", "b0", "b1", "b1");
        assertThat(pool.lease(FakeRequest.get())).isNull();
        leases.get(2).complete(Result.CLIENT_FAULT, 0, -1);
        assertThat(pool.lease(FakeRequest.get()).backend().id()).isEqualTo("b1");
    }

    @Test
    void whereThePickersChoiceIsFullTheOthersShare() {
        Pool pool = fixture.pool(backends(5, 100));
        for (int i = 0; i < 100; i++) {
            pool.lease(FakeRequest.get());
        }
        for (int i = 0; i < 200; i++) {
            pool.lease(FakeRequest.get());
        }

        assertThat(pool.backends()).extracting(LiveBackend::inFlight).allMatch(inFlight -> inFlight >= 25);
    }

    @Test
    void aChangedWeightReachesThePicker() {
        List<BackendSet> sets = new ArrayList<>();
        fixture.pickers = (set, previous) -> {
            sets.add(set);
            return request -> set.get(0);
        };
        Pool pool = fixture.pool(backends(2));

        assertThat(pool.members().setWeight("b1", 7).weight()).isEqualTo(7);

        BackendSet last = sets.get(sets.size() - 1);
        assertThat(last.weight(0)).isEqualTo(100);
        assertThat(last.weight(1)).isEqualTo(7);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.members().setWeight("b1", 0))
                .withMessage("weight: 0 (expected: 1..65535)");
        assertThat(pool.members().byId("b1").weight()).isEqualTo(7);
    }

    @Test
    void aDegradedBackendHasLessWeightAndCapacity() {
        List<BackendSet> sets = new ArrayList<>();
        fixture.pickers = (set, previous) -> {
            sets.add(set);
            return request -> set.get(0);
        };
        fixture.probeResults.put("b1", ProbeResult.degraded(0.5, 200, "cache is slow"));
        fixture.pool(backends(2));
        fixture.settle();

        BackendSet last = sets.get(sets.size() - 1);
        assertThat(last.weight(1)).isEqualTo(50);
        assertThat(last.capacity(1)).isEqualTo(0.5);
        assertThat(last.capacity(0)).isEqualTo(1);
    }

    @Test
    void aNewPickerGetsTheOneBeforeToCarryOver() {
        List<Object> seen = new ArrayList<>();
        fixture.pickers = (set, previous) -> {
            seen.add(previous);
            return request -> set.get(0);
        };
        Pool pool = fixture.pool(backends(2));
        pool.members().setWeight("b0", 7);

        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).isNull();
        assertThat(seen.get(1)).isNotNull();
    }

    @Test
    void errorsOfTrafficTakeABackendOutAndAPassedProbeBringsItBack() {
        Pool pool = fixture.pool(backends(2));
        fixture.settle();
        for (int i = 0; i < 5; i++) {
            pool.lease(FakeRequest.get()).complete(Result.CONNECT_FAILURE, 0, -1);
        }
        assertThat(leased(pool)).isEqualTo("b1");
        assertThat(pool.members().byId("b0").metrics().errors()).isEqualTo(5);

        fixture.timer.advance(Duration.ofMillis(1_200)); // the fast interval and its jitter

        assertThat(leased(pool)).isEqualTo("b0");
    }
}
