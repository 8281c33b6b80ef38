package dev.steelyard.lb.algorithms.peakewma;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Time in parts of the decay time, so that what is left of the past depends on a whole number of them alone.
 *
 * <p>8,192 to the decay time: a tick of 10 s is 1.2 ms. One forgets 1/8,192 of an average, which a float resolves 2,000
 * times over. An int of ticks goes round after 2^32 / 8,192 = 524,288 decay times, 60 days of 10 s; who had no answer for
 * just so long counts as slow as then for one decay time more.
 */
final class Ticks {
    static final int IN_DECAY_TIME = 8_192;

    private final LongSupplier nanoTime;
    private final Duration decayTime;
    private final double perNano;

    Ticks(LongSupplier nanoTime, Duration decayTime) {
        this.nanoTime = nanoTime;
        this.decayTime = decayTime;
        this.perNano = (double) IN_DECAY_TIME / decayTime.toNanos();
    }

    int now() {
        return (int) (long) (nanoTime.getAsLong() * perNano);
    }

    Duration decayTime() {
        return decayTime;
    }

    /** What is left of a weight of 1; a clock that is behind, as clocks of other threads may be, has lost nothing. */
    static double leftAfter(int from, int to) {
        int passed = to - from;
        return passed <= 0 && passed > -IN_DECAY_TIME
                ? 1
                : Math.exp(-Integer.toUnsignedLong(passed) / (double) IN_DECAY_TIME);
    }
}
