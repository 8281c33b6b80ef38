package dev.steelyard.lb.core.resilience;

import dev.steelyard.lb.core.config.AdaptiveLimitConfig;

/**
 * How many requests at a time a backend can take before they only wait for each other, told by its times.
 *
 * <p>If answers take longer than they do without load, some of the requests wait inside the backend, and the limit sinks in the
 * same proportion; else it rises by its square root, about what a queue needs to keep the backend busy (the idea of Netflix'
 * concurrency-limits and of Envoy's gradient controller). What answers take without load is learned whenever the limit is not
 * used up, and otherwise by halving it for two intervals now and then. One thread.
 */
final class GradientLimit {
    /** With half-minute pauses at the default interval, probing costs at most a thirtieth of the throughput. */
    private static final int INTERVALS_BETWEEN_PROBES = 60;

    private static final double MOST_AT_ONCE = 0.5;
    private static final double SMOOTHING = 0.5;
    private static final double LEARNING = 0.1;

    private double limit;
    private double unloadedNanos; // 0 until known
    private int usedUp; // intervals since the last probe in which the limit was used up
    private int probing; // intervals left

    GradientLimit(AdaptiveLimitConfig config, int most) {
        this.limit = Math.max(config.minimum(), Math.min(config.initial(), most));
    }

    /**
     * What one interval showed.
     *
     * @param answers that came
     * @param meanNanos that they took
     * @param concurrency requests under way on average
     * @param faulty whether so many of them were errors that their times tell nothing
     */
    record Interval(long answers, double meanNanos, double concurrency, boolean faulty) {}

    /** The limit now. */
    int limit() {
        return (int) Math.round(probing > 0 ? limit / 2 : limit);
    }

    /** Takes in what an interval showed; afterwards the limit is between the minimum and {@code most}. */
    void update(Interval seen, AdaptiveLimitConfig config, int most) {
        boolean full = seen.concurrency() * 2 >= limit();
        if (probing > 0) {
            probed(seen);
        } else if (seen.answers() == 0) {
            limit = full ? limit * MOST_AT_ONCE : limit; // requests are under way, and nothing comes back
        } else if (!seen.faulty()) {
            learn(seen, full);
            adapt(seen, full, config);
        }
        limit = Math.max(config.minimum(), Math.min(limit, most));
    }

    /** The first interval still has requests from before; the last one tells. */
    private void probed(Interval seen) {
        probing--;
        if (probing == 0 && seen.answers() > 0 && !seen.faulty()) {
            unloadedNanos = seen.meanNanos();
        }
    }

    private void learn(Interval seen, boolean full) {
        if (unloadedNanos == 0 || seen.meanNanos() < unloadedNanos) {
            unloadedNanos = seen.meanNanos();
        } else if (!full) {
            unloadedNanos += LEARNING * (seen.meanNanos() - unloadedNanos);
        }
        usedUp = full ? usedUp + 1 : 0;
        if (usedUp >= INTERVALS_BETWEEN_PROBES) {
            usedUp = 0;
            probing = 2;
        }
    }

    private void adapt(Interval seen, boolean full, AdaptiveLimitConfig config) {
        double gradient = Math.min(1, config.tolerance() * unloadedNanos / seen.meanNanos());
        double next = limit * Math.max(MOST_AT_ONCE, gradient) + Math.sqrt(limit);
        if (next < limit || full) { // a limit that nobody reaches tells nothing of what lies above it
            limit += SMOOTHING * (next - limit);
        }
    }
}
