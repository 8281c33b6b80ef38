package dev.steelyard.lb.algorithms.leastresponsetime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.algorithms.Race;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
    private final RecentAnswers answers = new RecentAnswers(100);

    @Test
    void thereIsNoAverageBeforeTheFirstAnswer() {
        assertThat(answers.average()).isZero();
    }

    @Test
    void theAverageIsOverTheAnswersThereAre() {
        answers.add(10);
        answers.add(20);
        assertThat(answers.average()).isEqualTo(15);
    }

    @Test
    void theHundredAndFirstAnswerPushesOutTheFirst() {
        answers.add(1_000_000);
        add(99, 10);
        assertThat(answers.average()).isEqualTo((1_000_000 + 990) / 100.0);
        add(1, 10);
        assertThat(answers.average()).isEqualTo(10);
    }

    @Test
    void anAnswerOfADayCountsAsAnHour() {
        answers.add(TimeUnit.DAYS.toNanos(1));
        assertThat(answers.average()).isEqualTo(TimeUnit.HOURS.toNanos(1));
    }

    @Test
    void eightThreadsLeaveNothingBehindInTheSum() {
        Race.onEightThreads(thread -> {
            for (int i = 0; i < 50_000; i++) {
                answers.add(thread * 1_000 + i % 777);
            }
        });
        add(100, 42);
        assertThat(answers.average()).isEqualTo(42);
    }

    private void add(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            answers.add(nanos);
        }
    }
}
