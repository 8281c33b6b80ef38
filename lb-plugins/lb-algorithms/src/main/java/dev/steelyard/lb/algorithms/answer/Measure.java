package dev.steelyard.lb.algorithms.answer;

import dev.steelyard.lb.api.algorithm.Outcome;
import java.time.Duration;

/** The end of the time that is measured from the start of an attempt. */
public enum Measure {
    /** The head of the response: the backend's work alone. */
    FIRST_BYTE,
    /** The end of the response: its size and the client's speed count too. */
    LAST_BYTE;

    /**
     * What an attempt counts as, in nanoseconds.
     *
     * @param failurePenalty what a failed one counts as, at least: refusing everything at once must not look fast
     */
    public long nanos(Outcome outcome, Duration failurePenalty) {
        if (outcome.result().backendFault()) {
            return Math.max(outcome.totalNanos(), failurePenalty.toNanos());
        }
        boolean untilHead = this == FIRST_BYTE && outcome.firstByteNanos() >= 0;
        return untilHead ? outcome.firstByteNanos() : outcome.totalNanos();
    }
}
