package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.HealthConfig;
import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.plugin.InstanceServices;
import java.util.Collection;
import java.util.function.Supplier;

/** What the clock does to a pool: shares grow in slow starts and follow what backends report, outliers are looked for. */
final class PoolUpkeep implements AutoCloseable {
    private final WarmUps warmUps;
    private final SlowOutliers slowOutliers;
    private final SuccessRateOutliers successRateOutliers;
    private final ReportedWeights reportedWeights;
    private final Runnable rebuild;

    /**
     * @param config of the pool as it is at any time, as {@code policy} and {@code members} are
     * @param rebuild has the next snapshot built soon
     */
    PoolUpkeep(
            Supplier<PoolConfig> config,
            Supplier<HealthConfig> policy,
            Supplier<Collection<LiveBackend>> members,
            InstanceServices instances,
            Runnable rebuild) {
        this.rebuild = rebuild;
        warmUps = new WarmUps(() -> config.get().slowStart(), instances.nanoTime(), instances.timer());
        slowOutliers = new SlowOutliers(() -> policy.get().passive(), members, instances.timer());
        successRateOutliers = new SuccessRateOutliers(() -> policy.get().passive(), members, instances.timer());
        reportedWeights = new ReportedWeights(
                () -> config.get().selection().reportedWeight(),
                members,
                instances.nanoTime(),
                instances.timer(),
                rebuild);
    }

    void start() {
        slowOutliers.start();
        successRateOutliers.start();
        reportedWeights.start();
    }

    /** A backend joined, or came back. */
    void warmUp(LiveBackend backend) {
        warmUps.begin(backend);
    }

    /** Some backend is in its slow start: its share shall grow before long. */
    void growSoon() {
        warmUps.tick(rebuild);
    }

    /** How often outliers are looked for may be another now. */
    void onPolicyChange() {
        slowOutliers.restart();
    }

    @Override
    public void close() {
        warmUps.close();
        slowOutliers.close();
        successRateOutliers.close();
        reportedWeights.close();
    }
}
