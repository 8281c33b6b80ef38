package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.config.SplitConfig;
import dev.steelyard.lb.core.routing.Canary;
import dev.steelyard.lb.core.routing.Figures;
import dev.steelyard.lb.core.routing.SplitState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the requests of a route are shared between pools, as the API shows it.
 *
 * @param sticky {@code none}, {@code cookie} or {@code client-address}
 * @param canary {@code null} if there is none
 */
record SplitView(String route, String sticky, List<PoolView> pools, CanaryView canary) {

    /** One pool, and what it did since the config of the split was loaded. */
    record PoolView(String pool, int weight, double percent, FiguresView figures) {}

    /**
     * What became of requests.
     *
     * @param failed answers of 5xx and those broken off
     * @param p99Ms what 99 % of the heads of answers took at most; {@code null} without any
     */
    record FiguresView(long requests, long failed, double errorRatio, Double p99Ms) {
        static FiguresView of(Figures.Counts counts) {
            Double p99 = counts.heads().count() == 0 ? null : Math.round(counts.p99Nanos() / 1e4) / 1e2;
            return new FiguresView(
                    counts.requests(), counts.failures(), Math.round(counts.errorRatio() * 1e4) / 1e4, p99);
        }
    }

    /**
     * A canary.
     *
     * @param pool the new one
     * @param state {@code waiting}, {@code running}, {@code paused}, {@code promoted} or {@code rolled_back}
     * @param step from 1; 0 if it was never started
     * @param steps percents
     * @param stable what the other pool did in this step
     * @param canary what the new pool did in this step
     */
    record CanaryView(
            String pool,
            String state,
            int step,
            List<Integer> steps,
            String reason,
            Instant since,
            FiguresView stable,
            FiguresView canary) {

        static CanaryView of(Canary canary) {
            Canary.Status status = canary.status();
            return new CanaryView(
                    canary.config().pool(),
                    status.state().word(),
                    status.step(),
                    canary.config().effectiveSteps(),
                    status.reason(),
                    status.since(),
                    FiguresView.of(status.stable()),
                    FiguresView.of(status.fresh()));
        }
    }

    static SplitView of(SplitState split) {
        List<PoolView> pools = new ArrayList<>();
        var weights = split.weightByPool();
        double sum = weights.values().stream().mapToInt(Integer::intValue).sum();
        weights.forEach((pool, weight) -> pools.add(new PoolView(
                pool,
                weight,
                Math.round(1e5 * weight / sum) / 1e3,
                FiguresView.of(split.figures(pools.size()).counts()))));
        SplitConfig.Sticky sticky = split.config().sticky();
        return new SplitView(
                split.route(),
                sticky.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                pools,
                split.canary().map(CanaryView::of).orElse(null));
    }
}
