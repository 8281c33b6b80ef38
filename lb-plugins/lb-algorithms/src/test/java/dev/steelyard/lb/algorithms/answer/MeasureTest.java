package dev.steelyard.lb.algorithms.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Outcome.Result;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static final Duration PENALTY = Duration.ofNanos(1_000);

    @Test
    void isUntilTheHeadOrTheEndOfTheResponse() {
        Outcome outcome = new Outcome(Result.SUCCESS, 200, 3, 50);
        assertThat(Measure.FIRST_BYTE.nanos(outcome, PENALTY)).isEqualTo(3);
        assertThat(Measure.LAST_BYTE.nanos(outcome, PENALTY)).isEqualTo(50);
    }

    @Test
    void isUntilTheEndWhereNoHeadCame() {
        assertThat(Measure.FIRST_BYTE.nanos(new Outcome(Result.SUCCESS, 0, -1, 50), PENALTY))
                .isEqualTo(50);
    }

    @Test
    void aFailureCountsAtLeastAsThePenalty() {
        assertThat(Measure.FIRST_BYTE.nanos(new Outcome(Result.SERVER_ERROR, 503, 3, 50), PENALTY))
                .isEqualTo(1_000);
        assertThat(Measure.FIRST_BYTE.nanos(new Outcome(Result.TIMEOUT, 0, -1, 5_000), PENALTY))
                .isEqualTo(5_000);
    }
}
