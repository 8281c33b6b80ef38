package dev.steelyard.lb.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencyTest {
    private static final long MILLI = 1_000_000;
    private static final double[] SHARES = {0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1};

    @Test
    void aQuantileIsNeverTooLowAndAtMost19PercentTooHigh() {
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 200; round++) {
            long[] nanos = new long[1 + random.nextInt(2_000)];
            LatencyHistogram histogram = new LatencyHistogram();
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = (long) (100_000 * Math.pow(10, 6 * random.nextDouble())); // 100 µs to 100 s
                histogram.record(nanos[i]);
            }
            Arrays.sort(nanos);
            for (double share : SHARES) {
                long exact = nanos[(int) Math.ceil(share * nanos.length) - 1];
                long read = histogram.snapshot().quantileNanos(share);
                assertThat((double) read / exact)
                        .as("%s of %d", share, nanos.length)
                        .isBetween(0.999999, 1.1893);
            }
        }
    }

    @Test
    void whatIsShorterOrLongerThanTheEndsCountsAtTheEnds() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(-5);
        histogram.record(0);
        histogram.record(100_000);
        histogram.record(TimeUnit.HOURS.toNanos(1));
        histogram.record(Long.MAX_VALUE / 2);

        LatencyHistogram.Snapshot counts = histogram.snapshot();
        assertThat(counts.count()).isEqualTo(5);
        assertThat(counts.countUpTo(100_000)).isEqualTo(3);
        assertThat(counts.countUpTo(TimeUnit.SECONDS.toNanos(105))).isEqualTo(3);
        assertThat(counts.quantileNanos(1)).isBetween(TimeUnit.SECONDS.toNanos(100), TimeUnit.SECONDS.toNanos(105));
    }

    @Test
    void theSumIsThatOfTheDurations() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(3 * MILLI);
        histogram.record(4 * MILLI);
        histogram.record(-MILLI);

        assertThat(histogram.sumNanos()).isEqualTo(7 * MILLI);
    }

    @Test
    void withoutDurationsThereIsNoQuantile() {
        assertThat(new LatencyHistogram().snapshot().quantileNanos(0.99)).isZero();
        assertThat(new LatencyHistogram().snapshot().count()).isZero();
    }

    @Test
    void theDifferenceOfTwoSnapshotsIsWhatCameBetween() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(500 * MILLI);
        LatencyHistogram.Snapshot before = histogram.snapshot();
        histogram.record(2 * MILLI);
        histogram.record(3 * MILLI);

        LatencyHistogram.Snapshot since = histogram.snapshot().since(before);

        assertThat(since.count()).isEqualTo(2);
        assertThat(since.quantileNanos(1)).isLessThan(4 * MILLI);
        assertThat(before.count()).isOne();
    }

    @Test
    void recentIsTheLastMinuteInTicksOfTenSeconds() {
        RecentLatency latency = new RecentLatency();
        latency.record(500 * MILLI);
        for (int tick = 1; tick <= 5; tick++) {
            latency.tick();
            assertThat(latency.recent().count()).as("after %d ticks", tick).isOne();
        }
        latency.record(2 * MILLI);

        latency.tick();

        assertThat(latency.recent().count()).isOne();
        assertThat(latency.recent().quantileNanos(1)).isLessThan(3 * MILLI);
        assertThat(latency.histogram().snapshot().count()).isEqualTo(2);
        for (int tick = 0; tick < 6; tick++) {
            latency.tick();
        }
        assertThat(latency.recent().count()).isZero();
    }

    @Test
    void nothingIsLostWhenManyRecordAtOnce() throws Exception {
        LatencyHistogram histogram = new LatencyHistogram();
        int threads = 8;
        int each = 50_000;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                ends.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < each; i++) {
                        histogram.record(2 * MILLI);
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(histogram.snapshot().count()).isEqualTo((long) threads * each);
        assertThat(histogram.sumNanos()).isEqualTo(2 * MILLI * threads * each);
    }
}
