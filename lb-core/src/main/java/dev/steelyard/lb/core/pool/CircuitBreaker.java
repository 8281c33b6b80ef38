package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.config.BreakerConfig;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Opens when too many attempts fail or are slow, and closes when a single one, later, does not.
 *
 * <p>What decides is an attempt that began after the open time was over, so answers to those of before are no verdict. Any
 * thread, no lock.
 */
final class CircuitBreaker {
    /** What an outcome did to it. */
    enum Change {
        NONE,
        OPENED,
        STAYED_OPEN,
        CLOSED
    }

    private final AttemptWindow window = new AttemptWindow();

    /** {@code null} while it is closed. */
    private final AtomicReference<Opening> opening = new AtomicReference<>();

    /**
     * One open time.
     *
     * @param trialFromNanos when a request is let through
     * @param trial whether it is under way
     */
    private record Opening(long trialFromNanos, boolean trial) {}

    boolean isClosed() {
        return opening.get() == null;
    }

    /** Counts an attempt that ended now, or takes it for the verdict. */
    Change onOutcome(BreakerConfig limits, Outcome outcome, long now) {
        Opening open = opening.get();
        if (open != null) {
            return now - outcome.totalNanos() - open.trialFromNanos() >= 0
                    ? onTrial(open, limits, outcome, now)
                    : Change.NONE;
        }
        if (outcome.result() == Outcome.Result.CLIENT_FAULT) {
            return Change.NONE;
        }
        boolean error = outcome.result().backendFault();
        boolean slow = isSlow(limits, outcome);
        window.add(limits.window().toNanos(), now, error, slow);
        boolean opens = (error || slow) && isOverLimit(limits, now);
        return opens && opening.compareAndSet(null, opened(limits, now)) ? Change.OPENED : Change.NONE;
    }

    private static Opening opened(BreakerConfig limits, long now) {
        return new Opening(now + limits.open().toNanos(), false);
    }

    private static boolean isSlow(BreakerConfig limits, Outcome outcome) {
        long nanos = outcome.firstByteNanos() >= 0 ? outcome.firstByteNanos() : outcome.totalNanos();
        return limits.slow().isPresent() && nanos > limits.slow().get().toNanos();
    }

    private boolean isOverLimit(BreakerConfig limits, long now) {
        AttemptWindow.Sums sums = window.sums(limits.window().toNanos(), now);
        return sums.all() >= limits.requests()
                && (sums.errors() >= limits.errorRatio() * sums.all()
                        || (limits.slow().isPresent() && sums.slow() >= limits.slowRatio() * sums.all()));
    }

    private Change onTrial(Opening open, BreakerConfig limits, Outcome outcome, long now) {
        if (outcome.result() == Outcome.Result.CLIENT_FAULT) {
            opening.compareAndSet(open, new Opening(open.trialFromNanos(), false));
            return Change.NONE;
        }
        if (outcome.result().backendFault() || isSlow(limits, outcome)) {
            return opening.compareAndSet(open, opened(limits, now)) ? Change.STAYED_OPEN : Change.NONE;
        }
        window.clear(); // before it closes: what is counted from then on stays
        return opening.compareAndSet(open, null) ? Change.CLOSED : Change.NONE;
    }

    /** Takes the right to send the one request that decides, if it is time and nobody has it. */
    boolean tryTrial(long now) {
        Opening open = opening.get();
        return open != null
                && !open.trial()
                && now - open.trialFromNanos() >= 0
                && opening.compareAndSet(open, new Opening(open.trialFromNanos(), true));
    }

    /** The right is not used. */
    void giveTrialBack() {
        Opening open = opening.get();
        if (open != null && open.trial()) {
            opening.compareAndSet(open, new Opening(open.trialFromNanos(), false));
        }
    }

    /** What it is now, for people. */
    BreakerStatus status(BreakerConfig limits, long now) {
        Opening open = opening.get();
        AttemptWindow.Sums sums = window.sums(limits.window().toNanos(), now);
        long trialIn = open == null ? 0 : Math.max(0, open.trialFromNanos() - now);
        BreakerStatus.State state = open == null
                ? BreakerStatus.State.CLOSED
                : trialIn > 0 ? BreakerStatus.State.OPEN : BreakerStatus.State.HALF_OPEN;
        return new BreakerStatus(
                state,
                sums.all(),
                ratio(sums.errors(), sums.all()),
                ratio(sums.slow(), sums.all()),
                TimeUnit.NANOSECONDS.toMillis(trialIn));
    }

    private static double ratio(int part, int all) {
        return all == 0 ? 0 : (double) part / all;
    }
}
