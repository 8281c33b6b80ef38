package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.ReportedWeightConfig;

/**
 * What one backend says of its own weight, and what of it is in force.
 *
 * <p>Reporting is two writes, on request threads, and changes nothing yet; {@link ReportedWeights} takes it over from time to
 * time. Any thread. A reader between the two writes takes a word for older or younger than it is, by one answer.
 */
public final class ReportedWeight {
    private static final float NOTHING = -1;

    private volatile float ofAnswers = NOTHING;
    private volatile long saidNanos;
    private volatile double ofProbe = 1;
    private volatile double inForce = 1;

    ReportedWeight() {}

    /** The last answer's word. */
    void onAnswer(double part, long nanos) {
        saidNanos = nanos;
        ofAnswers = (float) part;
    }

    /** The last probe's word, which holds until the next: who is not probed any more is not in the pool. */
    void onProbe(double part) {
        ofProbe = part;
    }

    /** What it wants now: the lesser, where answers and probes say different things of the same load. */
    double wanted(ReportedWeightConfig config, long now) {
        float said = ofAnswers;
        boolean holds = said != NOTHING
                && config.header().isPresent()
                && now - saidNanos <= config.expiry().toNanos();
        return Math.max(config.minimum(), Math.min(ofProbe, holds ? said : 1));
    }

    /** The part of its weight that it gets for what it said, above 0 and at most 1. */
    public double inForce() {
        return inForce;
    }

    void enforce(double part) {
        inForce = part;
    }
}
