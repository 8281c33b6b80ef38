package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.ReportedWeightConfig;
import java.util.Collection;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Takes over what backends say of their weights, a whole pool at a time: a picker is made anew at most once an interval, and
 * only if some weight has moved by more than a twentieth. On the timer's thread.
 */
final class ReportedWeights implements AutoCloseable {
    /** What load does by itself from second to second; no algorithm could keep to it more exactly. */
    private static final double NOISE = 0.05;

    private final Supplier<ReportedWeightConfig> config;
    private final Supplier<Collection<LiveBackend>> members;
    private final LongSupplier nanoTime;
    private final Runnable onChange;
    private final Recurring looks;

    ReportedWeights(
            Supplier<ReportedWeightConfig> config,
            Supplier<Collection<LiveBackend>> members,
            LongSupplier nanoTime,
            ScheduledExecutorService timer,
            Runnable onChange) {
        this.config = config;
        this.members = members;
        this.nanoTime = nanoTime;
        this.onChange = onChange;
        this.looks = new Recurring(timer, () -> config.get().interval(), this::look);
    }

    void start() {
        looks.start();
    }

    private void look() {
        ReportedWeightConfig now = config.get();
        long nanos = nanoTime.getAsLong();
        boolean changed = false;
        for (LiveBackend member : members.get()) {
            changed |= takeOver(member.reportedWeight(), member.reportedWeight().wanted(now, nanos));
        }
        if (changed) {
            onChange.run();
        }
    }

    /** The full weight is always taken over, so that the last twentieth of a recovery is not left out for good. */
    private static boolean takeOver(ReportedWeight weight, double wanted) {
        double before = weight.inForce();
        boolean moved = Math.abs(wanted - before) > NOISE * before || (wanted == 1 && before != 1);
        if (moved) {
            weight.enforce(wanted);
        }
        return moved;
    }

    @Override
    public void close() {
        looks.close();
    }
}
