package dev.steelyard.lb.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.AdaptiveLimitConfig;
import dev.steelyard.lb.core.resilience.GradientLimit.Interval;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GradientLimitTest {
    private static final AdaptiveLimitConfig CONFIG = new AdaptiveLimitConfig(true, 20, 2, 1.5, Duration.ofMillis(500));
    private static final int MOST = 1000;
    private static final double SERVICE_NANOS = 10_000_000;

    private final GradientLimit limit = new GradientLimit(CONFIG, MOST);

    /** A backend with so many workers, asked for more than it is given: what is above them waits inside. */
    private void saturated(int workers, int intervals) {
        for (int i = 0; i < intervals; i++) {
            double mean = SERVICE_NANOS * Math.max(1, (double) limit.limit() / workers);
            limit.update(new Interval(500, mean, limit.limit(), false), CONFIG, MOST);
        }
    }

    private void idle(int intervals) {
        for (int i = 0; i < intervals; i++) {
            limit.update(new Interval(50, SERVICE_NANOS, 1, false), CONFIG, MOST);
        }
    }

    @Test
    void itBeginsWithWhatTheConfigSaysWithinTheOtherLimits() {
        assertThat(limit.limit()).isEqualTo(20);
        assertThat(new GradientLimit(CONFIG, 5).limit()).isEqualTo(5);
    }

    @Test
    void itRisesToWhatABigBackendCanDoAndStaysNearIt() {
        idle(5);
        saturated(200, 300);

        assertThat(limit.limit()).isBetween(180, 400);
        saturated(200, 1000);
        assertThat(limit.limit()).isBetween(100, 400);
    }

    @Test
    void itSinksToWhatASmallBackendCanDo() {
        idle(5);
        saturated(4, 60);

        assertThat(limit.limit()).isBetween(4, 12);
    }

    @Test
    void aBackendThatBecomesSlowGetsFewerSoon() {
        idle(5);
        saturated(100, 100);
        int before = limit.limit();
        assertThat(before).isGreaterThan(80);

        saturated(10, 10);

        assertThat(limit.limit()).isLessThan(before / 2);
    }

    @Test
    void aLimitThatNobodyReachesDoesNotRise() {
        idle(200);

        assertThat(limit.limit()).isEqualTo(20);
    }

    @Test
    void aBackendThatGivesNoAnswersGetsFewerDownToTheMinimum() {
        for (int i = 0; i < 20; i++) {
            limit.update(new Interval(0, 0, 20, false), CONFIG, MOST);
        }

        assertThat(limit.limit()).isEqualTo(2);
    }

    @Test
    void errorsThatComeFastTeachNothing() {
        idle(5);
        for (int i = 0; i < 20; i++) {
            limit.update(new Interval(1000, SERVICE_NANOS / 100, 1, true), CONFIG, MOST);
        }
        idle(1);
        saturated(100, 50);

        assertThat(limit.limit()).isGreaterThan(50);
    }

    /** It never had little to do, and began when it was slow: what it takes without load is found out by asking for less. */
    @Test
    void aBackendThatIsAlwaysFullIsProbed() {
        saturated(5, 59);
        int before = limit.limit();
        assertThat(before)
                .as("its times at 20 were taken for those without load")
                .isGreaterThan(15);

        saturated(5, 1);
        int least = before;
        for (int i = 0; i < 300; i++) {
            saturated(5, 1);
            least = Math.min(least, limit.limit());
        }

        assertThat(least).isLessThanOrEqualTo(before / 2);
        assertThat(limit.limit()).isLessThan(before);
    }

    @Test
    void theConfigOfTheMomentBindsIt() {
        idle(5);
        saturated(500, 200);

        limit.update(new Interval(500, SERVICE_NANOS, 10, false), CONFIG, 7);

        assertThat(limit.limit()).isEqualTo(7);
    }
}
