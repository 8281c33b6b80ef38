package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainingTest {
    private static final Optional<Duration> TEN_SECONDS = Optional.of(Duration.ofSeconds(10));

    private final PoolFixture fixture = new PoolFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void pass(long millis) {
        fixture.timer.advance(Duration.ofMillis(millis));
    }

    private static List<Lease> leases(Pool pool, int count) {
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leases.add(pool.lease(FakeRequest.get()));
        }
        return leases;
    }

    private static void end(Lease lease) {
        lease.complete(Result.SUCCESS, 200, 1);
    }

    private static Drain.Progress progress(Pool pool, String id) {
        return pool.drainOf(pool.members().byId(id)).orElseThrow();
    }

    @Test
    void progressTellsWhatIsLeftAndHowLongItTakesAtThisPace() {
        Pool pool = fixture.pool(backends(1));
        List<Lease> underWay = leases(pool, 4);
        pool.drain("b0", Optional.of(Duration.ofMinutes(5)), Drain.End.DISABLED);
        assertThat(progress(pool, "b0").requests()).isEqualTo(4);
        assertThat(progress(pool, "b0").timeLeft()).isEmpty();
        assertThat(progress(pool, "b0").clients()).isEmpty();

        pass(3000);
        end(underWay.remove(0));
        assertThat(progress(pool, "b0").requests()).isEqualTo(3);
        assertThat(progress(pool, "b0").timeLeft()).contains(Duration.ofSeconds(9));
        assertThat(progress(pool, "b0").deadline())
                .contains(progress(pool, "b0").since().plusSeconds(300));

        underWay.forEach(DrainingTest::end);
        assertThat(progress(pool, "b0").timeLeft()).contains(Duration.ZERO);
    }

    @Test
    void theTimeLeftIsNeverLongerThanToTheDeadline() {
        Pool pool = fixture.pool(backends(1));
        List<Lease> underWay = leases(pool, 100);
        pool.drain("b0", TEN_SECONDS, Drain.End.DISABLED);
        pass(2000);
        end(underWay.get(0));
        assertThat(progress(pool, "b0").timeLeft()).contains(Duration.ofSeconds(8));
    }

    @Test
    void atItsDeadlineItIsDisabled() {
        Pool pool = fixture.pool(backends(1));
        leases(pool, 1);
        LiveBackend backend = pool.drain("b0", TEN_SECONDS, Drain.End.DISABLED);
        pass(9000);
        assertThat(backend.state()).isEqualTo(BackendState.DRAINING);
        pass(1100);
        assertThat(backend.state()).isEqualTo(BackendState.DISABLED);
        assertThat(pool.drainOf(backend)).isEmpty();
    }

    @Test
    void withoutADeadlineItDrainsForEver() {
        Pool pool = fixture.pool(backends(1));
        LiveBackend backend = pool.drain("b0", Optional.empty(), Drain.End.DISABLED);
        pass(1_000_000);
        assertThat(backend.state()).isEqualTo(BackendState.DRAINING);
    }

    @Test
    void anotherWishCallsItOff() {
        Pool pool = fixture.pool(backends(1));
        LiveBackend backend = pool.drain("b0", TEN_SECONDS, Drain.End.REMOVED);
        pool.members().setAdminState("b0", AdminState.ENABLED);
        pass(60_000);
        assertThat(pool.backends()).containsExactly(backend);
        assertThat(backend.state()).isEqualTo(BackendState.HEALTHY);
    }

    @Test
    void aNewPlanReplacesTheOldOne() {
        Pool pool = fixture.pool(backends(1));
        LiveBackend backend = pool.drain("b0", TEN_SECONDS, Drain.End.REMOVED);
        pool.drain("b0", Optional.empty(), Drain.End.DISABLED);
        pass(60_000);
        assertThat(pool.backends()).containsExactly(backend);
    }

    @Test
    void itLeavesWhenItsLastRequestHasEnded() {
        Pool pool = fixture.pool(backends(2));
        List<Lease> underWay = leases(pool, 2);
        LiveBackend leaving = underWay.get(0).backend();
        pool.drain(leaving.id(), TEN_SECONDS, Drain.End.REMOVED);
        end(underWay.get(0));
        pass(1000);
        assertThat(pool.backends()).contains(leaving);
        assertThat(pool.lease(FakeRequest.get()).backend()).isNotSameAs(leaving);

        end(underWay.get(1));
        pass(200);
        assertThat(pool.backends()).doesNotContain(leaving);
        assertThat(fixture.removed).containsExactly(leaving);
        assertThat(leaving.isCut()).isFalse();
    }

    @Test
    void whenTheTimeIsOverItLeavesInPeaceOrByForceAsAskedFor() {
        Pool pool = fixture.pool(backends(2));
        leases(pool, 1);
        LiveBackend first = pool.members().byId("b0");
        LiveBackend second = pool.members().byId("b1");
        pool.drain("b0", TEN_SECONDS, Drain.End.REMOVED);
        leases(pool, 1);
        pool.drain("b1", TEN_SECONDS, Drain.End.CUT);
        pass(10_100);
        assertThat(fixture.removed).containsExactlyInAnyOrder(first, second);
        assertThat(first.isCut()).isFalse();
        assertThat(second.isCut()).isTrue();
    }

    @Test
    void withPinnedSessionsItLeavesOnlyWhenNoneCameForAMinute() {
        Pool pool = fixture.pool("affinity = fake\n" + backends(1));
        LiveBackend backend = pool.members().byId("b0");
        pool.drain("b0", Optional.of(Duration.ofHours(1)), Drain.End.REMOVED);
        fixture.pins.put("127.0.0.1", backend);
        pass(50_000);
        end(pool.lease(FakeRequest.from("127.0.0.1")));
        assertThat(progress(pool, "b0").clients()).contains(1L);
        assertThat(progress(pool, "b0").timeLeft()).isEmpty();

        pass(20_000);
        assertThat(pool.backends()).containsExactly(backend);
        pass(90_000);
        assertThat(pool.backends()).isEmpty();
    }

    @Test
    void clientsAreCountedOnceEachAndForgottenAfterAMinute() {
        SeenClients seen = new SeenClients(0);
        for (int round = 0; round < 3; round++) {
            for (int client = 0; client < 1000; client++) {
                seen.add(client, round);
            }
        }
        assertThat(seen.count(3)).isBetween(950L, 1050L);
        assertThat(seen.count(SeenClients.PERIOD_NANOS + 5)).isBetween(950L, 1050L);
        assertThat(seen.count(2 * SeenClients.PERIOD_NANOS + 5)).isZero();
    }
}
