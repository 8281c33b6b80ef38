package dev.steelyard.lb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What open circuit breakers do to the requests of a pool. */
class CircuitBreakersTest {
    private static final String OF_BACKENDS = "health.passive.enabled = false\n"
            + "circuit-breaker.backend { enabled = true, requests = 4, open = 5s }\n";
    private static final String OF_POOL =
            "health.passive.enabled = false\n" + "circuit-breaker.pool { enabled = true, requests = 4, open = 5s }\n";

    private final PoolFixture fixture = new PoolFixture();

    private static void end(Lease lease, Outcome.Result result) {
        lease.complete(result, result == Outcome.Result.SUCCESS ? 200 : 503, lease.elapsedNanos());
    }

    private Lease lease(Pool pool) {
        return pool.lease(FakeRequest.get());
    }

    /** The fixture's algorithm picks the first of those it is shown. */
    private void fail(Pool pool, int times) {
        for (int i = 0; i < times; i++) {
            end(lease(pool), Outcome.Result.SERVER_ERROR);
        }
    }

    @Test
    void aBackendWithAnOpenBreakerIsPassedOverUntilATrialSucceeds() {
        try (fixture) {
            Pool pool = fixture.pool(OF_BACKENDS + PoolFixture.backends(3));
            LiveBackend b0 = pool.members().byId("b0");
            fail(pool, 4);

            assertThat(pool.passedOver(b0)).contains(Exclusion.CIRCUIT_OPEN);
            assertThat(pool.share(b0)).isZero();
            Lease other = lease(pool);
            assertThat(other.backend().id()).isEqualTo("b1");
            end(other, Outcome.Result.SUCCESS);

            fixture.clock.advance(Duration.ofSeconds(5));
            Lease trial = lease(pool);
            Lease next = lease(pool);
            assertThat(trial.backend()).isSameAs(b0);
            assertThat(next.backend().id()).as("one at a time").isEqualTo("b1");
            end(trial, Outcome.Result.SERVER_ERROR);
            end(next, Outcome.Result.SUCCESS);
            assertThat(lease(pool).backend().id()).isEqualTo("b1");

            fixture.clock.advance(Duration.ofSeconds(5));
            end(lease(pool), Outcome.Result.SUCCESS);
            assertThat(pool.passedOver(b0)).isEmpty();
            assertThat(lease(pool).backend()).isSameAs(b0);
        }
    }

    @Test
    void aRetryIsNoTrial() {
        try (fixture) {
            Pool pool = fixture.pool(OF_BACKENDS + PoolFixture.backends(3));
            fail(pool, 4);
            fixture.clock.advance(Duration.ofSeconds(5));

            Lease retry = pool.lease(FakeRequest.get().tried(pool.members().byId("b1")));

            assertThat(retry.backend().id()).isNotEqualTo("b0");
        }
    }

    @Test
    void whereAllAreOpenAllAreUsedAndTheFirstGoodAnswerClosesOne() {
        try (fixture) {
            Pool pool = fixture.pool(OF_BACKENDS + PoolFixture.backends(2));
            fail(pool, 8);
            LiveBackend b0 = pool.members().byId("b0");

            assertThat(pool.hasEligible()).isTrue();
            assertThat(pool.passedOver(b0)).isEmpty();
            assertThat(pool.circuitBreaker(b0).orElseThrow().state()).isEqualTo(BreakerStatus.State.OPEN);
            fixture.clock.advance(Duration.ofSeconds(5));
            end(lease(pool), Outcome.Result.SUCCESS);
            assertThat(pool.circuitBreaker(b0).orElseThrow().state()).isEqualTo(BreakerStatus.State.CLOSED);
            assertThat(pool.passedOver(pool.members().byId("b1"))).contains(Exclusion.CIRCUIT_OPEN);
        }
    }

    @Test
    void theLastOneMayBeOpenTooIfTheConfigSaysSo() {
        try (fixture) {
            Pool pool = fixture.pool(OF_BACKENDS + "circuit-breaker.open-last = true\n" + PoolFixture.backends(2));
            fail(pool, 8);

            assertThat(lease(pool)).isNull();
            assertThat(pool.isCircuitOpen()).isTrue();
            fixture.clock.advance(Duration.ofSeconds(5));
            Lease trial = lease(pool);
            Lease ofTheOther = lease(pool);
            assertThat(trial.backend()).isNotSameAs(ofTheOther.backend());
            assertThat(lease(pool)).isNull();
            end(trial, Outcome.Result.SUCCESS);
            assertThat(pool.isCircuitOpen()).isFalse();
            end(ofTheOther, Outcome.Result.SUCCESS);
        }
    }

    @Test
    void aPoolWithAnOpenBreakerLetsOneRequestThroughNowAndThen() {
        try (fixture) {
            Pool pool = fixture.pool(OF_POOL + PoolFixture.backends(2));
            fail(pool, 4);

            assertThat(pool.isCircuitOpen()).isTrue();
            assertThat(lease(pool)).isNull();
            assertThat(pool.hasUntried(FakeRequest.get())).as("for a retry").isFalse();
            fixture.clock.advance(Duration.ofSeconds(5));
            Lease trial = lease(pool);
            assertThat(trial).isNotNull();
            assertThat(lease(pool)).isNull();
            end(trial, Outcome.Result.CLIENT_FAULT);
            end(lease(pool), Outcome.Result.SUCCESS);
            assertThat(pool.isCircuitOpen()).isFalse();
            assertThat(lease(pool)).isNotNull();
        }
    }

    @Test
    void aTrialThatFindsNoBackendFreeIsNotLost() {
        try (fixture) {
            Pool pool = fixture.pool(OF_POOL + PoolFixture.backends(1, 1));
            fail(pool, 3);
            Lease last = lease(pool);
            end(last, Outcome.Result.SERVER_ERROR);
            pool.members().setAdminState("b0", AdminState.DISABLED);
            fixture.clock.advance(Duration.ofSeconds(5));
            assertThat(lease(pool)).isNull();
            pool.members().setAdminState("b0", AdminState.ENABLED);

            assertThat(lease(pool)).isNotNull();
        }
    }

    @Test
    void aTrialThatIsGivenBackUnusedIsLeftToAnotherRequest() {
        try (fixture) {
            Pool ofBackends = fixture.pool(OF_BACKENDS + PoolFixture.backends(2));
            fail(ofBackends, 4);
            fixture.clock.advance(Duration.ofSeconds(5));
            ofBackends.leaseAgain(FakeRequest.get()).giveBack();

            assertThat(lease(ofBackends).backend().id()).isEqualTo("b0");
        }
    }

    @Test
    void whoWaitedForAPlaceIsKeptFromAPoolWithAnOpenBreakerToo() {
        try (fixture) {
            Pool pool = fixture.pool(OF_POOL + PoolFixture.backends(2));
            fail(pool, 4);

            assertThat(pool.leaseAgain(FakeRequest.get())).isNull();
            fixture.clock.advance(Duration.ofSeconds(5));
            pool.leaseAgain(FakeRequest.get()).giveBack();
            assertThat(pool.leaseAgain(FakeRequest.get())).isNotNull();
            assertThat(pool.leaseAgain(FakeRequest.get())).as("a second trial").isNull();
        }
    }

    @Test
    void leasesAndVerdictsOfManyThreadsLeaveNothingBehind() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger turn = new AtomicInteger();
        fixture.pickers = (set, previous) -> request -> set.get(Math.floorMod(turn.getAndIncrement(), set.size()));
        try (fixture) {
            String both = OF_BACKENDS + "circuit-breaker.pool { enabled = true, requests = 10, open = 100ms }\n"
                    + "circuit-breaker.backend.open = 100ms\n";
            Pool pool = fixture.pool(both + PoolFixture.backends(3));
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int seed = i;
                work.add(() -> churn(pool, seed));
            }
            int leased = 0;
            for (Future<Integer> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
                leased += done.get(); // one thread may find it open each time, when others have all the trials
            }
            assertThat(leased).isPositive();
            assertThat(pool.backends()).allMatch(backend -> backend.inFlight() == 0);
            heals(pool);
        } finally {
            threads.shutdownNow();
        }
    }

    private int churn(Pool pool, int seed) {
        int leased = 0;
        for (int i = 0; i < 5_000; i++) {
            Lease lease = lease(pool);
            if (lease != null) {
                leased++;
                end(lease, (i + seed) % 3 == 0 ? Outcome.Result.SUCCESS : Outcome.Result.RESET);
            } else {
                synchronized (fixture.clock) {
                    fixture.clock.advance(Duration.ofMillis(1));
                }
            }
        }
        return leased;
    }

    /** Whatever the state it was left in. */
    private void heals(Pool pool) {
        for (int i = 0; i < 20; i++) {
            fixture.clock.advance(Duration.ofSeconds(1));
            Lease lease = lease(pool);
            if (lease != null) {
                end(lease, Outcome.Result.SUCCESS);
            }
        }
        assertThat(pool.isCircuitOpen()).isFalse();
        assertThat(pool.backends()).allMatch(backend -> pool.passedOver(backend).isEmpty());
    }
}
