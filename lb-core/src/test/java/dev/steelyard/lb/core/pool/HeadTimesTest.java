package dev.steelyard.lb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a pool knows of how long its answers take; time is the test's. */
class HeadTimesTest {
    private long now = -7;
    private final HeadTimes times = new HeadTimes(() -> now);

    private void record(int count, long millis) {
        for (int i = 0; i < count; i++) {
            times.record(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private double millis(double share) {
        return times.quantileNanos(share, 10) / 1e6;
    }

    @Test
    void nothingIsKnownBeforeEnoughAnswersCame() {
        record(100, 10);
        assertThat(times.quantileNanos(0.5, 10)).as("nobody had asked").isEqualTo(-1);
        record(9, 10);
        pass(1);
        assertThat(times.quantileNanos(0.5, 10)).isEqualTo(-1);
        record(1, 10);
        assertThat(times.quantileNanos(0.5, 10)).as("looked a moment ago").isEqualTo(-1);
        pass(1);
        assertThat(millis(0.5)).isBetween(10.0, 12.0);
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        millis(0.5);
        record(95, 10);
        record(5, 100);
        pass(1);
        assertThat(millis(0.9)).isBetween(10.0, 12.0);
        assertThat(millis(0.99)).isBetween(100.0, 119.0);
        for (int second = 0; second < 12; second++) {
            record(20, 50);
            pass(1);
            millis(0.5);
        }
        assertThat(millis(0.01)).isBetween(50.0, 60.0);
        assertThat(millis(0.99)).isBetween(50.0, 60.0);
    }
}
