package dev.steelyard.lb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Backends of whose requests fewer succeed than of those of the others. */
class SuccessRateOutliersTest {
    /** So that nothing but the success rate takes anybody out. */
    private static final String NO_OTHER_LIMITS = "\nhealth.passive { errors = 100000, consecutive = 100000 }\n";

    private final PoolFixture fixture = new PoolFixture();
    private Pool pool;

    @AfterEach
    void close() {
        fixture.close();
    }

    private void start(int backends, String options) {
        String block = "health.passive.success-rate { interval = 1s, " + options + " }";
        pool = fixture.pool(PoolFixture.backends(backends) + NO_OTHER_LIMITS + block);
    }

    /** Each backend has so many requests, of which so many fail. */
    private void requests(int count, int... errors) {
        List<LiveBackend> members = List.copyOf(pool.backends());
        for (int i = 0; i < errors.length; i++) {
            for (int n = 0; n < count; n++) {
                boolean fails = n * errors[i] / count != (n + 1) * errors[i] / count; // spread evenly
                members.get(i).tryAcquire();
                Lease lease = new Lease(pool, members.get(i), false, fixture.clock.nanoTime());
                lease.complete(fails ? Result.SERVER_ERROR : Result.SUCCESS, fails ? 500 : 200, 1);
            }
        }
    }

    private long ejected() {
        fixture.timer.advance(Duration.ofSeconds(1));
        return fixture.registry.getCounters().entrySet().stream()
                .filter(counter -> counter.getKey().contains("ejections")
                        && counter.getKey().contains("passive"))
                .mapToLong(counter -> counter.getValue().getCount())
                .sum();
    }

    @Test
    void oneThatFailsMoreThanTheOthersIsTakenOut() {
        start(5, "factor = 3");

        requests(200, 2, 3, 60, 1, 2);

        assertThat(ejected()).isOne();
    }

    @Test
    void oneOfTwoIsFound() {
        start(2, "factor = 3");

        requests(200, 0, 60);

        assertThat(ejected()).isOne();
    }

    @Test
    void oneOfThreeIsFound() {
        start(3, "factor = 3");

        requests(200, 0, 60, 0);

        assertThat(ejected()).isOne();
    }

    @Test
    void whenAllFailAlikeNobodyIsTakenOut() {
        start(5, "factor = 3");

        requests(200, 60, 70, 66, 58, 63);

        assertThat(ejected()).isZero();
    }

    @Test
    void aLittleMoreThanNothingIsNoReasonHoweverAlikeTheOthersAre() {
        start(5, "factor = 3");

        requests(1000, 0, 0, 60, 0, 0);

        assertThat(ejected()).as("94 % is within the margin").isZero();
    }

    @Test
    void whatChanceAloneMayDoIsNoReason() {
        start(5, "factor = 3, margin = 0");

        requests(100, 50, 50, 60, 50, 50);

        assertThat(ejected())
                .as("40 of 100 at even chances is 2 standard errors off")
                .isZero();
    }

    @Test
    void oneThatIsOutsideAPoolThatIsAlreadySpreadIsStillWithinIt() {
        start(5, "factor = 3, margin = 0");

        requests(1000, 100, 200, 400, 300, 250);

        assertThat(ejected()).isZero();
    }

    @Test
    void fewRequestsTellNothing() {
        start(5, "factor = 3");

        requests(99, 0, 0, 99, 0, 0);

        assertThat(ejected()).isZero();
    }

    @Test
    void onlyWhatCameSinceTheLastLookCounts() {
        start(5, "factor = 3");
        requests(10_000, 0, 0, 0, 0, 0);
        assertThat(ejected()).isZero();

        requests(100, 0, 0, 50, 0, 0);

        assertThat(ejected()).as("half of the last 100, a 200th of all").isOne();
    }

    @Test
    void theCapHoldsForItToo() {
        start(5, "factor = 1, margin = 0.05");
        requests(1000, 0, 0, 0, 900, 900);
        assertThat(ejected()).isEqualTo(2);

        requests(1000, 0, 0, 900, 0, 0);

        assertThat(ejected()).isLessThanOrEqualTo(3);
        assertThat(pool.hasEligible()).isTrue();
    }

    @Test
    void withoutAFactorNobodyIsTakenOut() {
        start(5, "factor = 0");
        requests(200, 0, 0, 200, 0, 0);
        assertThat(ejected()).isZero();
    }

    @Test
    void whereTrafficDoesNotCountNobodyIsTakenOut() {
        pool = fixture.pool(PoolFixture.backends(5)
                + "\nhealth.passive { enabled = false, success-rate { factor = 3, interval = 1s } }");

        requests(200, 0, 0, 200, 0, 0);

        assertThat(ejected()).isZero();
    }

    @Test
    void theOthersAreMeasuredByTheirMiddle() {
        Map<String, Double> rates = Map.of("a", 0.99, "b", 0.97, "c", 0.1, "d", 0.98);

        Deviation others = Deviation.ofOthers(rates, "c");
        assertThat(others.median()).isEqualTo(0.98);
        assertThat(others.spread()).isCloseTo(0.0148, within(0.0001));
        assertThat(Deviation.ofOthers(Map.of("a", 1.0), "a")).isEqualTo(new Deviation(0, 0));
    }
}
