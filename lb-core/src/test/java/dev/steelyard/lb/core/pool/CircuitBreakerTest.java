package dev.steelyard.lb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.config.BreakerConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When one breaker opens and closes; time is the test's. */
class CircuitBreakerTest {
    private static final BreakerConfig LIMITS = new BreakerConfig(
            true, Duration.ofSeconds(10), 10, 0.5, Optional.of(Duration.ofMillis(200)), 0.8, Duration.ofSeconds(5));
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final CircuitBreaker breaker = new CircuitBreaker();
    private long now = -3 * SECOND; // the clock may begin anywhere

    private CircuitBreaker.Change ends(Outcome.Result result, long firstByteMillis) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(firstByteMillis);
        return breaker.onOutcome(LIMITS, new Outcome(result, 200, nanos, nanos), now);
    }

    private CircuitBreaker.Change good() {
        return ends(Outcome.Result.SUCCESS, 1);
    }

    private CircuitBreaker.Change bad() {
        return ends(Outcome.Result.SERVER_ERROR, 1);
    }

    private void open() {
        for (int i = 0; i < 9; i++) {
            bad();
        }
        assertThat(bad()).isEqualTo(CircuitBreaker.Change.OPENED);
    }

    @Test
    void itOpensWhenEnoughOfEnoughAttemptsFail() {
        for (int i = 0; i < 5; i++) {
            assertThat(good()).isEqualTo(CircuitBreaker.Change.NONE);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(bad()).as("too few").isEqualTo(CircuitBreaker.Change.NONE);
        }
        assertThat(bad()).isEqualTo(CircuitBreaker.Change.OPENED);
        assertThat(breaker.isClosed()).isFalse();
        assertThat(breaker.status(LIMITS, now))
                .isEqualTo(new BreakerStatus(BreakerStatus.State.OPEN, 10, 0.5, 0, 5000));
    }

    @Test
    void errorsThatAreOlderThanTheWindowDoNotCount() {
        for (int i = 0; i < 9; i++) {
            bad();
        }
        now += 10 * SECOND;
        assertThat(bad()).isEqualTo(CircuitBreaker.Change.NONE);
        for (int i = 0; i < 8; i++) {
            now += SECOND;
            assertThat(bad()).isEqualTo(CircuitBreaker.Change.NONE);
        }
        assertThat(bad()).as("ten within nine seconds").isEqualTo(CircuitBreaker.Change.OPENED);
    }

    @Test
    void slowAnswersOpenItWithoutAnyError() {
        for (int i = 0; i < 2; i++) {
            good();
        }
        for (int i = 0; i < 7; i++) {
            assertThat(ends(Outcome.Result.SUCCESS, 201)).isEqualTo(CircuitBreaker.Change.NONE);
        }
        assertThat(ends(Outcome.Result.SUCCESS, 201)).isEqualTo(CircuitBreaker.Change.OPENED);
    }

    @Test
    void whatClientsDoDoesNotCount() {
        for (int i = 0; i < 100; i++) {
            assertThat(ends(Outcome.Result.CLIENT_FAULT, 500)).isEqualTo(CircuitBreaker.Change.NONE);
        }
        assertThat(breaker.status(LIMITS, now).requests()).isZero();
    }

    @Test
    void afterTheOpenTimeOneRequestDecides() {
        open();
        assertThat(breaker.tryTrial(now)).as("too early").isFalse();
        now += 5 * SECOND;
        assertThat(breaker.status(LIMITS, now).state()).isEqualTo(BreakerStatus.State.HALF_OPEN);
        assertThat(breaker.tryTrial(now)).isTrue();
        assertThat(breaker.tryTrial(now)).as("a second one").isFalse();
        now += SECOND;
        assertThat(bad()).isEqualTo(CircuitBreaker.Change.STAYED_OPEN);
        assertThat(breaker.tryTrial(now + 4 * SECOND)).as("open as long again").isFalse();
        now += 5 * SECOND;
        assertThat(breaker.tryTrial(now)).isTrue();
        now += SECOND;
        assertThat(good()).isEqualTo(CircuitBreaker.Change.CLOSED);
        assertThat(breaker.status(LIMITS, now).requests()).as("forgotten").isZero();
    }

    @Test
    void aTrialThatIsSlowFails() {
        open();
        now += 6 * SECOND;
        assertThat(breaker.tryTrial(now)).isTrue();
        now += SECOND;
        assertThat(ends(Outcome.Result.SUCCESS, 300)).isEqualTo(CircuitBreaker.Change.STAYED_OPEN);
    }

    @Test
    void aTrialThatTheClientBreaksOffLeavesTheRightToAnother() {
        open();
        now += 5 * SECOND;
        assertThat(breaker.tryTrial(now)).isTrue();
        ends(Outcome.Result.CLIENT_FAULT, 0);
        assertThat(breaker.tryTrial(now)).isTrue();
        breaker.giveTrialBack();
        assertThat(breaker.tryTrial(now)).isTrue();
    }

    @Test
    void answersToRequestsOfBeforeAreNoVerdict() {
        open();
        now += 5 * SECOND;
        assertThat(breaker.tryTrial(now)).isTrue();
        assertThat(ends(Outcome.Result.SUCCESS, 5001)).isEqualTo(CircuitBreaker.Change.NONE);
        assertThat(ends(Outcome.Result.RESET, 5001)).isEqualTo(CircuitBreaker.Change.NONE);
        now += SECOND;
        assertThat(good()).isEqualTo(CircuitBreaker.Change.CLOSED);
    }

    @Test
    void ofManyThreadsExactlyOneOpensItAndExactlyOneGetsTheTrial() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            for (int round = 0; round < 200; round++) {
                CircuitBreaker shared = new CircuitBreaker();
                long openings = count(
                        pool,
                        start,
                        threads,
                        () -> shared.onOutcome(LIMITS, new Outcome(Outcome.Result.RESET, 0, -1, 1), 0)
                                == CircuitBreaker.Change.OPENED,
                        4);
                assertThat(openings).isEqualTo(1);
                assertThat(count(pool, start, threads, () -> shared.tryTrial(5 * SECOND), 1))
                        .isEqualTo(1);
                long closings = count(
                        pool,
                        start,
                        threads,
                        () -> shared.onOutcome(LIMITS, new Outcome(Outcome.Result.SUCCESS, 200, 1, 1), 6 * SECOND)
                                == CircuitBreaker.Change.CLOSED,
                        1);
                assertThat(closings).isEqualTo(1);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static long count(
            ExecutorService pool, CyclicBarrier start, int threads, java.util.function.BooleanSupplier step, int times)
            throws Exception {
        var tasks = IntStream.range(0, threads)
                .mapToObj(i -> (java.util.concurrent.Callable<Long>) () -> {
                    start.await(10, TimeUnit.SECONDS);
                    return IntStream.range(0, times)
                            .filter(j -> step.getAsBoolean())
                            .count();
                })
                .toList();
        long sum = 0;
        for (Future<Long> each : pool.invokeAll(tasks, 20, TimeUnit.SECONDS)) {
            sum += each.get();
        }
        return sum;
    }
}
