package dev.steelyard.lb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Backends whose answers take much longer than those of the others. */
class SlowOutliersTest {
    private final PoolFixture fixture = new PoolFixture();
    private Pool pool;

    @AfterEach
    void close() {
        fixture.close();
    }

    private void start(int backends, String slow) {
        pool = fixture.pool(PoolFixture.backends(backends) + "\nhealth.passive.slow { " + slow + " }");
    }

    /** Each backend answers so often in its time; then comes a look. */
    private void answers(int count, long... millis) {
        List<LiveBackend> members = List.copyOf(pool.backends());
        for (int i = 0; i < millis.length; i++) {
            for (int n = 0; n < count; n++) {
                Lease lease = new Lease(pool, members.get(i), false, fixture.clock.nanoTime());
                members.get(i).tryAcquire();
                fixture.clock.advance(Duration.ofMillis(millis[i]));
                lease.complete(Result.SUCCESS, 200, Duration.ofMillis(millis[i]).toNanos());
            }
        }
        fixture.timer.advance(Duration.ofSeconds(1));
    }

    private List<Boolean> healthy() {
        return pool.backends().stream()
                .map(backend -> backend.health().status().healthy())
                .toList();
    }

    @Test
    void oneThatTakesManyTimesAsLongIsTakenOutWithItsTimes() {
        start(4, "factor = 3");

        answers(20, 20, 20, 900, 20);

        assertThat(fixture.registry.getCounters().keySet()).isNotEmpty();
        LiveBackend slow = pool.members().byId("b2");
        assertThat(slow.metrics().requests()).isEqualTo(20);
        assertThat(ejections()).isOne();
    }

    private long ejections() {
        return fixture.registry.getCounters().entrySet().stream()
                .filter(counter -> counter.getKey().contains("ejections")
                        && counter.getKey().contains("passive"))
                .mapToLong(counter -> counter.getValue().getCount())
                .sum();
    }

    @Test
    void oneSlowOfTwoIsFound() {
        start(2, "factor = 3");

        answers(20, 20, 900);

        assertThat(ejections()).isOne();
    }

    @Test
    void whenAllAreSlowNoneIsTakenOut() {
        start(4, "factor = 3");

        answers(20, 900, 800, 1000, 950);

        assertThat(ejections()).isZero();
    }

    @Test
    void answersThatAreShortAnywayAreNeverTooSlow() {
        start(4, "factor = 3, least = 100ms");

        answers(20, 2, 2, 60, 2);

        assertThat(ejections()).isZero();
    }

    @Test
    void fewAnswersTellNothing() {
        start(4, "factor = 3, answers = 10");

        answers(9, 20, 20, 900, 20);

        assertThat(ejections()).isZero();
    }

    @Test
    void aClientThatReadsSlowlyIsNotTheBackendsFault() {
        start(2, "factor = 3");
        List<LiveBackend> members = List.copyOf(pool.backends());
        for (int i = 0; i < 40; i++) {
            LiveBackend backend = members.get(i % 2);
            Lease lease = new Lease(pool, backend, false, fixture.clock.nanoTime());
            backend.tryAcquire();
            fixture.clock.advance(Duration.ofMillis(i % 2 == 0 ? 900 : 20));
            lease.complete(Result.SUCCESS, 200, Duration.ofMillis(20).toNanos());
        }
        fixture.timer.advance(Duration.ofSeconds(1));

        assertThat(ejections()).isZero();
    }

    @Test
    void whereTrafficDoesNotCountItsTimesDoNotEither() {
        pool = fixture.pool(PoolFixture.backends(4) + "\nhealth.passive { enabled = false, slow.factor = 3 }");

        answers(20, 20, 20, 900, 20);

        assertThat(ejections()).isZero();
    }

    @Test
    void withoutAFactorNobodyLooks() {
        start(4, "factor = 0");

        answers(20, 20, 20, 900, 20);

        assertThat(ejections()).isZero();
        assertThat(healthy()).containsOnly(true);
    }
}
