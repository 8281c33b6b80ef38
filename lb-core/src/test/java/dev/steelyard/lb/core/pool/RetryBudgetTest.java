package dev.steelyard.lb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.RetryConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final AtomicLong nanos = new AtomicLong();

    private RetryBudget budget(double share, int minimum) {
        String text = "retry { budget = %s, budget-minimum = %d }".formatted(share, minimum);
        RetryConfig config = PoolFixture.config(text).retry();
        return new RetryBudget(() -> config, nanos::get);
    }

    private void requests(RetryBudget budget, int count) {
        for (int i = 0; i < count; i++) {
            budget.onRequest();
        }
    }

    private static int taken(RetryBudget budget, int wanted) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += budget.tryTake() ? 1 : 0;
        }
        return taken;
    }

    private void seconds(double seconds) {
        nanos.addAndGet((long) (seconds * 1e9));
    }

    @Test
    void fewRequestsHaveTheMinimumOfTenSeconds() {
        RetryBudget budget = budget(0.2, 3);

        assertThat(taken(budget, 100)).isEqualTo(30);
        seconds(1);
        assertThat(taken(budget, 100)).isEqualTo(3);
        seconds(100);
        assertThat(taken(budget, 100)).as("it does not pile up").isEqualTo(30);
    }

    @Test
    void aBurstMayTakeWhatTenSecondsOfRequestsFilled() {
        RetryBudget budget = budget(0.2, 0);
        requests(budget, 10_000);
        seconds(10);

        assertThat(taken(budget, 10_000)).isEqualTo(2_000);
    }

    @Test
    @Tag("SEC-36")
    void aFaultThatStaysRaisesTheLoadByTheShareAndNoMore() {
        RetryBudget budget = budget(0.2, 0);
        int taken = 0;
        for (int second = 0; second < 100; second++) {
            requests(budget, 1_000);
            seconds(1);
            taken += taken(budget, 1_000);
        }

        assertThat(taken).isEqualTo(20_000);
    }

    @Test
    void aQuietHourIsNoCreditForABusySecond() {
        RetryBudget budget = budget(0.2, 0);
        requests(budget, 36_000);
        seconds(3_600);

        assertThat(taken(budget, 10_000))
                .as("ten a second for ten seconds, a fifth of it")
                .isEqualTo(20);
    }

    @Test
    void withoutShareAndMinimumThereIsNone() {
        RetryBudget budget = budget(0, 0);
        requests(budget, 1_000);
        seconds(5);

        assertThat(taken(budget, 10)).isZero();
    }

    @Test
    void manyThreadsTakeExactlyWhatIsThere() throws Exception {
        RetryBudget budget = budget(0, 100);
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> shares = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                shares.add(pool.submit(() -> {
                    start.await();
                    return taken(budget, 500);
                }));
            }
            int taken = 0;
            for (Future<Integer> share : shares) {
                taken += share.get(30, TimeUnit.SECONDS);
            }
            assertThat(taken).isEqualTo(1_000);
        } finally {
            pool.shutdownNow();
        }
    }
}
