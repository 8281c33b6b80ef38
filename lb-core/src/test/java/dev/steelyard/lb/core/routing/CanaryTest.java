package dev.steelyard.lb.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.steelyard.lb.testkit.FakeClock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CanaryTest {
    private final FakeClock clock = new FakeClock();
    private final RouteMemory memory = new RouteMemory(clock, clock::nanoTime, SplitChanges.FORGOTTEN);
    private final SplitState split = memory.splitFor("shop", SplitTest.config(SplitTest.weights(100, 0) + """
                    canary {
                      pool = canary, steps = [10, 50, 100], interval = 60s, minimum-requests = 20
                      max-error-ratio = 0.2, max-error-excess = 0.1, max-p99-factor = 2, least-p99 = 10ms
                    }"""));
    private final Canary canary = split.canary().orElseThrow();

    CanaryTest() {
        memory.adopt(Map.of("shop", split), Set.of());
    }

    private void pass(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
        memory.tick();
    }

    /** So many requests of each pool, with so many failures and such times. */
    private void serve(int index, int requests, int failures, long millis) {
        for (int i = 0; i < requests; i++) {
            split.figures(index).count(i < failures, TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    private void serveBothWell() {
        serve(0, 100, 0, 5);
        serve(1, 100, 0, 5);
    }

    private int percent() {
        return split.weightByPool().get("canary");
    }

    private Canary.State state() {
        return canary.status().state();
    }

    @Test
    void itWaitsUntilItIsStarted() {
        pass(1000);
        assertThat(state()).isEqualTo(Canary.State.WAITING);
        assertThat(percent()).isZero();
    }

    @Test
    void aGoodOneGoesFromStepToStepAndIsPromoted() {
        canary.start();
        assertThat(percent()).isEqualTo(10);
        serveBothWell();
        pass(59);
        assertThat(percent()).isEqualTo(10);
        pass(1);
        assertThat(percent()).isEqualTo(50);
        assertThat(canary.status().step()).isEqualTo(2);
        assertThat(canary.status().fresh().requests()).isZero();
        serveBothWell();
        pass(60);
        assertThat(percent()).isEqualTo(100);
        assertThat(state()).isEqualTo(Canary.State.RUNNING);
        serve(1, 100, 0, 5);
        pass(60);
        assertThat(state()).isEqualTo(Canary.State.PROMOTED);
        assertThat(split.weightByPool()).containsExactly(Map.entry("stable", 0), Map.entry("canary", 100));
    }

    @Test
    void withTooFewRequestsItWaitsForMore() {
        canary.start();
        serve(1, 19, 0, 5);
        pass(600);
        assertThat(percent()).isEqualTo(10);
        assertThat(canary.status().reason()).isEqualTo("waits for requests: 19 of 20");
        serve(1, 1, 0, 5);
        pass(1);
        assertThat(percent()).isEqualTo(50);
    }

    @Test
    void oneThatFailsIsRolledBackBeforeItsStepIsOver() {
        canary.start();
        serve(1, 20, 5, 5);
        pass(1);
        assertThat(state()).isEqualTo(Canary.State.ROLLED_BACK);
        assertThat(percent()).isZero();
        assertThat(canary.status().reason()).isEqualTo("25.0 % of its requests failed (at most 20.0 % may)");
        serveBothWell();
        pass(1000);
        assertThat(percent()).isZero();
    }

    @Test
    void oneThatFailsMoreThanTheOtherPoolIsRolledBack() {
        canary.start();
        serve(0, 100, 2, 5);
        serve(1, 100, 13, 5);
        pass(1);
        assertThat(canary.status().reason()).isEqualTo("13.0 % of its requests failed, and 2.0 % of the other pool's");
        assertThat(percent()).isZero();
    }

    @Test
    void aTroubleOfBothPoolsIsNotItsFault() {
        canary.start();
        serve(0, 100, 12, 5);
        serve(1, 100, 13, 5);
        pass(60);
        assertThat(percent()).isEqualTo(50);
    }

    @Test
    void oneThatIsSlowerThanTheOtherPoolIsRolledBack() {
        canary.start();
        serve(0, 100, 0, 20);
        serve(1, 95, 0, 20);
        serve(1, 5, 0, 100);
        pass(1);
        assertThat(state()).isEqualTo(Canary.State.ROLLED_BACK);
        assertThat(canary.status().reason()).startsWith("99 % of its answers take up to ");
    }

    @Test
    void shortTimesAreNeverTooLong() {
        canary.start();
        serve(0, 100, 0, 1);
        serve(1, 100, 0, 8);
        pass(60);
        assertThat(percent()).isEqualTo(50);
    }

    /** At 100 % the other pool gets nothing to be compared with. */
    @Test
    void itsLastStepIsComparedWithTheOneBefore() {
        canary.start();
        serveBothWell();
        pass(60);
        serveBothWell();
        pass(60);
        assertThat(percent()).isEqualTo(100);
        serve(1, 100, 0, 500);
        pass(1);
        assertThat(state()).isEqualTo(Canary.State.ROLLED_BACK);
    }

    @Test
    void whilePausedItStaysButStillGoesBack() {
        canary.start();
        canary.pause();
        serveBothWell();
        pass(600);
        assertThat(percent()).isEqualTo(10);
        canary.start();
        pass(1);
        assertThat(percent()).isEqualTo(50);
        canary.pause();
        serve(1, 20, 20, 5);
        pass(1);
        assertThat(state()).isEqualTo(Canary.State.ROLLED_BACK);
    }

    @Test
    void theOperatorEndsItEitherWay() {
        canary.start();
        canary.abort();
        assertThat(percent()).isZero();
        assertThat(state()).isEqualTo(Canary.State.ROLLED_BACK);
        canary.start();
        assertThat(percent()).isEqualTo(10);
        canary.promote();
        assertThat(percent()).isEqualTo(100);
        assertThat(state()).isEqualTo(Canary.State.PROMOTED);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatIllegalStateException().isThrownBy(canary::pause);
        assertThatIllegalStateException().isThrownBy(canary::abort);
        canary.start();
        assertThatIllegalStateException().isThrownBy(canary::start);
        assertThatIllegalStateException().isThrownBy(() -> split.setWeights(Map.of("stable", 1, "canary", 1)));
        assertThat(percent()).isEqualTo(10);
        canary.abort();
        split.setWeights(Map.of("stable", 1, "canary", 1));
        assertThat(percent()).isEqualTo(1);
    }

    @Test
    void aFailureAndAnOperatorAtTheSameTimeLeaveOneVerdict() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 2000; i++) {
                canary.start();
                serve(1, 20, 20, 1);
                CyclicBarrier both = new CyclicBarrier(2);
                Future<?> timer = other.submit(() -> {
                    both.await(10, TimeUnit.SECONDS);
                    memory.tick();
                    return null;
                });
                both.await(10, TimeUnit.SECONDS);
                canary.promote();
                timer.get(10, TimeUnit.SECONDS);
                assertThat(state()).isEqualTo(Canary.State.PROMOTED);
                assertThat(percent()).isEqualTo(100);
            }
        } finally {
            other.shutdownNow();
        }
    }
}
