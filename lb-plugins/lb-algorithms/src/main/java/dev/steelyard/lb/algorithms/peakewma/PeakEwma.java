package dev.steelyard.lb.algorithms.peakewma;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Remembers how long each backend took at worst lately and makes pickers that avoid the slow.
 *
 * <p>What is remembered stays with a backend from one picker to the next, by its id, and is forgotten when it leaves the
 * set: who comes back after a failure begins at the average of the pool.
 */
final class PeakEwma implements Algorithm {
    private final PeakEwmaSettings settings;
    private final Ticks ticks;
    private final RandomGenerator random;
    private volatile PeakEwmaPicker current;

    PeakEwma(PeakEwmaSettings settings, LongSupplier nanoTime, RandomGenerator random) {
        this.settings = settings;
        this.ticks = new Ticks(nanoTime, settings.decayTime());
        this.random = random;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        PeakEwmaPicker before = usable(previous instanceof PeakEwmaPicker own ? own : current);
        AverageTime[] answers = new AverageTime[backends.size()];
        Arrays.setAll(answers, i -> remembered(before, backends.get(i).id()));
        AverageTime ofPool = before == null ? new AverageTime() : before.answersOfPool();
        current = new PeakEwmaPicker(backends, answers, ofPool, ticks, settings.choices(), random);
        return current;
    }

    /** Ticks of another length say nothing here: after a change of the decay time all begin anew. */
    private PeakEwmaPicker usable(PeakEwmaPicker before) {
        return before != null && before.decayTime().equals(settings.decayTime()) ? before : null;
    }

    private static AverageTime remembered(PeakEwmaPicker before, String id) {
        AverageTime answers = before == null ? null : before.answersOf(id);
        return answers == null ? new AverageTime() : answers;
    }

    @Override
    public void onOutcome(Backend backend, Outcome outcome) {
        PeakEwmaPicker picker = current;
        AverageTime answers = picker == null ? null : picker.answersOf(backend);
        if (answers == null || outcome.result() == Outcome.Result.CLIENT_FAULT) {
            return;
        }
        int now = ticks.now();
        long nanos = settings.measure().nanos(outcome, settings.failurePenalty());
        answers.addPeak(nanos, now);
        if (outcome.result() == Outcome.Result.SUCCESS) {
            picker.answersOfPool().add(nanos, now);
        }
    }
}
