package dev.steelyard.lb.algorithms.leastresponsetime;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Remembers how fast each backend answered and makes pickers that prefer the fast.
 *
 * <p>What is remembered stays with a backend from one picker to the next, by its id, and is forgotten when it leaves the
 * set: who comes back after a failure begins as an equal.
 */
final class LeastResponseTime implements Algorithm {
    private final LeastResponseTimeSettings settings;
    private final RandomGenerator random;
    private volatile ResponseTimePicker current;

    LeastResponseTime(LeastResponseTimeSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        ResponseTimePicker before = previous instanceof ResponseTimePicker own ? own : current;
        RecentAnswers[] answers = new RecentAnswers[backends.size()];
        Arrays.setAll(answers, i -> remembered(before, backends.get(i).id()));
        current = new ResponseTimePicker(backends, answers, settings.exploration(), random);
        return current;
    }

    private RecentAnswers remembered(ResponseTimePicker before, String id) {
        RecentAnswers answers = before == null ? null : before.answersOf(id);
        return answers == null || answers.window() != settings.window()
                ? new RecentAnswers(settings.window())
                : answers;
    }

    @Override
    public void onOutcome(Backend backend, Outcome outcome) {
        ResponseTimePicker picker = current;
        RecentAnswers answers = picker == null ? null : picker.answersOf(backend);
        if (answers != null && outcome.result() != Outcome.Result.CLIENT_FAULT) {
            answers.add(settings.measure().nanos(outcome, settings.failurePenalty()));
        }
    }
}
