package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.core.config.CanaryConfig;
import dev.steelyard.lb.core.config.SplitOverride.CanaryPlace;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a new pool more and more of a route's requests, step by step, and takes all of them away again as soon as it does
 * too badly. Any thread; requests do not come here.
 */
public final class Canary {
    private static final Logger LOG = LoggerFactory.getLogger(Canary.class);

    private final String route;
    private final CanaryConfig config;
    private final IntConsumer percent;
    private final Figures stable;
    private final Figures fresh;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final CanaryGuard guard;
    private final Runnable onMove;
    private State state = State.WAITING;
    private int step = -1;
    private String reason = "not started yet";
    private Instant since;
    private long stepNanos;
    private Figures.Counts stableBefore;
    private Figures.Counts freshBefore;
    private Figures.Counts compared; // what the other pool did in the last step in which it did enough

    /** What it does now. */
    public enum State {
        /** It was not started: the weights of the config hold. */
        WAITING,
        /** It advances. */
        RUNNING,
        /** It stays at its step, and still rolls back. */
        PAUSED,
        /** The new pool has everything. */
        PROMOTED,
        /** The new pool has nothing. */
        ROLLED_BACK;

        /** The word for it, in lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What an operator sees of it.
     *
     * @param step from 1; 0 if it was never started
     * @param steps how many there are
     * @param reason why it is in this state
     * @param since when it came to this state and step
     * @param stable what the other pool did since
     * @param fresh what the new pool did since
     */
    public record Status(
            State state,
            int step,
            int steps,
            String reason,
            Instant since,
            Figures.Counts stable,
            Figures.Counts fresh) {}

    /**
     * @param percent sets the part of the requests that the new pool gets
     * @param onMove hears of each new state and step
     */
    Canary(
            String route,
            CanaryConfig config,
            IntConsumer percent,
            Figures stable,
            Figures fresh,
            Clock clock,
            LongSupplier nanoTime,
            Runnable onMove) {
        this.route = route;
        this.config = config;
        this.percent = percent;
        this.stable = stable;
        this.fresh = fresh;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.guard = new CanaryGuard(config);
        this.onMove = onMove;
        countAnew();
    }

    /** What the config says. */
    public CanaryConfig config() {
        return config;
    }

    /** How it goes. */
    public synchronized Status status() {
        return new Status(
                state,
                step + 1,
                config.effectiveSteps().size(),
                reason,
                since,
                stable.counts().since(stableBefore),
                fresh.counts().since(freshBefore));
    }

    /** Where it is, if it was started. */
    synchronized Optional<CanaryPlace> place() {
        return state == State.WAITING ? Optional.empty() : Optional.of(new CanaryPlace(state.word(), step, reason));
    }

    /** Goes on where an earlier run was; the step under way begins anew, as its figures are gone. */
    synchronized void resume(CanaryPlace before) {
        for (State known : State.values()) {
            if (known.word().equals(before.state())) {
                state = known;
            }
        }
        step = Math.min(before.step(), config.effectiveSteps().size() - 1);
        stepNanos = nanoTime.getAsLong();
        reason = before.reason();
        countAnew();
    }

    private boolean isUnderWay() {
        return state == State.RUNNING || state == State.PAUSED;
    }

    /**
     * Runs something unless it is under way.
     *
     * @throws IllegalStateException if it is
     */
    synchronized void whileNotUnderWay(Runnable change) {
        refuse(isUnderWay(), "a canary is under way (abort or promote it first)");
        change.run();
    }

    /**
     * Goes on if it is paused, else begins with the first step.
     *
     * @throws IllegalStateException if it runs
     */
    public synchronized void start() {
        refuse(state == State.RUNNING, "it runs already");
        if (state == State.PAUSED) {
            enter(State.RUNNING, "goes on");
        } else {
            compared = null;
            enterStep(0);
        }
    }

    /**
     * Stays at its step.
     *
     * @throws IllegalStateException if it does not run
     */
    public synchronized void pause() {
        refuse(state != State.RUNNING, "it does not run");
        enter(State.PAUSED, "paused by the operator");
    }

    /**
     * Takes everything from the new pool.
     *
     * @throws IllegalStateException if it is not under way
     */
    public synchronized void abort() {
        refuse(!isUnderWay(), "it is not under way");
        rollBack("aborted by the operator");
    }

    /** Gives everything to the new pool. */
    public synchronized void promote() {
        finish("promoted by the operator");
    }

    private static void refuse(boolean wrong, String message) {
        if (wrong) {
            throw new IllegalStateException(message);
        }
    }

    /** Looks whether it is time to go on or back. */
    synchronized void tick() {
        if (!isUnderWay()) {
            return;
        }
        Figures.Counts ofFresh = fresh.counts().since(freshBefore);
        Figures.Counts ofStable = stable.counts().since(stableBefore);
        if (guard.isEnough(ofStable)) {
            compared = ofStable;
        }
        String fault = guard.fault(ofFresh, compared);
        if (fault != null) {
            rollBack(fault);
        } else if (state == State.RUNNING
                && nanoTime.getAsLong() - stepNanos >= config.interval().toNanos()) {
            advance(ofFresh);
        }
    }

    private void advance(Figures.Counts ofFresh) {
        if (!guard.isEnough(ofFresh)) {
            reason = "waits for requests: %d of %d".formatted(ofFresh.requests(), config.minimumRequests());
        } else if (step + 1 < config.effectiveSteps().size()) {
            enterStep(step + 1);
        } else {
            finish("passed all steps");
        }
    }

    private void enterStep(int next) {
        step = next;
        stepNanos = nanoTime.getAsLong();
        int share = config.effectiveSteps().get(step);
        percent.accept(share);
        countAnew();
        enter(
                State.RUNNING,
                "step %d of %d".formatted(step + 1, config.effectiveSteps().size()));
        LOG.info("canary of route {}: pool {} gets {} % now, {}", route, config.pool(), share, reason);
    }

    private void finish(String why) {
        percent.accept(100);
        countAnew();
        enter(State.PROMOTED, why);
        LOG.info("canary of route {}: pool {} is promoted and gets everything: {}", route, config.pool(), why);
    }

    private void rollBack(String why) {
        percent.accept(0);
        enter(State.ROLLED_BACK, why);
        LOG.warn("canary of route {}: pool {} is rolled back and gets nothing: {}", route, config.pool(), why);
    }

    private void countAnew() {
        stableBefore = stable.counts();
        freshBefore = fresh.counts();
        since = clock.instant();
    }

    private void enter(State next, String why) {
        state = next;
        reason = why;
        since = clock.instant();
        onMove.run();
    }
}
