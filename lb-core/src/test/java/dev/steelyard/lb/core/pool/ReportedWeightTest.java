package dev.steelyard.lb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.config.ReportedWeightConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What backends say of their own weight, and when it counts. */
class ReportedWeightTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final PoolFixture fixture = new PoolFixture();
    private final List<BackendSet> sets = new ArrayList<>();

    ReportedWeightTest() {
        fixture.pickers = (set, previous) -> {
            sets.add(set);
            return request -> set.get(0);
        };
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Pool pool(String options) {
        return fixture.pool(PoolFixture.backends(2) + "\nselection.reported-weight { " + options + " }");
    }

    private void says(Pool pool, String id, double part) {
        LiveBackend backend = pool.members().byId(id);
        backend.tryAcquire();
        Lease lease = new Lease(pool, backend, false, fixture.clock.nanoTime());
        lease.reportWeight(part);
        lease.complete(Outcome.Result.SUCCESS, 200, 1);
    }

    private double weight(int place) {
        return sets.get(sets.size() - 1).weight(place);
    }

    @Test
    void whatAnAnswerSaysIsTakenOverWithinASecond() {
        Pool pool = pool("header = X-Lb-Weight");

        says(pool, "b1", 0.25);
        assertThat(weight(1)).as("not at once").isEqualTo(100);
        fixture.timer.advance(SECOND);

        assertThat(weight(0)).isEqualTo(100);
        assertThat(weight(1)).isCloseTo(25, within(0.01));
        assertThat(pool.share(pool.members().byId("b1"))).isCloseTo(0.25, within(0.001));
    }

    @Test
    void aThousandAnswersMakeOnePicker() {
        Pool pool = pool("header = X-Lb-Weight");
        int before = sets.size();

        for (int i = 0; i < 1000; i++) {
            says(pool, "b1", 0.5 + i / 10_000.0);
        }
        fixture.timer.advance(SECOND);

        assertThat(sets).hasSize(before + 1);
        assertThat(weight(1)).isCloseTo(59.99, within(0.01));
    }

    @Test
    void aChangeByLessThanATwentiethIsNotTakenOverUnlessItIsTheLast() {
        Pool pool = pool("header = X-Lb-Weight");
        says(pool, "b1", 0.9);
        fixture.timer.advance(SECOND);
        int before = sets.size();

        says(pool, "b1", 0.94);
        fixture.timer.advance(SECOND);
        assertThat(sets).hasSize(before);
        says(pool, "b1", 0.96);
        fixture.timer.advance(SECOND);
        assertThat(weight(1)).isCloseTo(96, within(0.01));
        says(pool, "b1", 1);
        fixture.timer.advance(SECOND);
        assertThat(weight(1)).isEqualTo(100);
    }

    @Test
    void nobodyGetsLessThanTheMinimum() {
        Pool pool = pool("header = X-Lb-Weight, minimum = 0.1");

        says(pool, "b1", 0);
        fixture.timer.advance(SECOND);

        assertThat(weight(1)).isEqualTo(10);
    }

    @Test
    void aWordThatIsOldDoesNotHold() {
        Pool pool = pool("header = X-Lb-Weight, expiry = 30s");
        says(pool, "b1", 0.2);
        fixture.timer.advance(Duration.ofSeconds(29));
        assertThat(weight(1)).isCloseTo(20, within(0.01));

        fixture.timer.advance(Duration.ofSeconds(3));

        assertThat(weight(1)).isEqualTo(100);
    }

    @Test
    void aProbeMayAskForLessAndTheLesserOfBothHolds() {
        Pool pool = pool("header = X-Lb-Weight");
        fixture.probeResults.put("b1", ProbeResult.up(0.5, 200));
        fixture.settle();
        assertThat(weight(1)).isEqualTo(50);
        assertThat(pool.members().byId("b1").health().status().capacity())
                .as("it is well")
                .isEqualTo(1);

        says(pool, "b1", 0.3);
        fixture.timer.advance(SECOND);
        assertThat(weight(1)).isCloseTo(30, within(0.01));
        says(pool, "b1", 0.8);
        fixture.timer.advance(SECOND);
        assertThat(weight(1)).isEqualTo(50);
        fixture.probeResults.remove("b1");
        fixture.settle();
        assertThat(weight(1)).as("said 30 s ago, and holds for 3 min").isCloseTo(80, within(0.01));
    }

    @Test
    void aPoolThatIsClosedLooksNoMore() {
        Pool pool = pool("header = X-Lb-Weight");
        says(pool, "b1", 0.2);
        pool.close();
        int before = sets.size();

        fixture.timer.advance(Duration.ofSeconds(10));

        assertThat(sets).hasSize(before);
    }

    @Test
    void whatManyThreadsSayAtOnceIsAlwaysSomethingThatWasSaid() throws Exception {
        ReportedWeight weight = new ReportedWeight();
        var config = new ReportedWeightConfig(Optional.of("X"), 0.01, SECOND, Duration.ofMinutes(3));
        CyclicBarrier start = new CyclicBarrier(4);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                double part = 0.25 * (thread + 1);
                ends.add(threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < 100_000; i++) {
                        weight.onAnswer(part, i);
                    }
                    return null;
                }));
            }
            ends.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < 100_000; i++) {
                    assertThat(weight.wanted(config, 100_000) * 4).isIn(1.0, 2.0, 3.0, 4.0);
                }
                return null;
            }));
            for (Future<?> end : ends) {
                end.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
