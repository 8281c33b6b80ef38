package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.core.config.CanaryConfig;
import dev.steelyard.lb.core.config.SplitConfig;
import dev.steelyard.lb.core.config.SplitOverride;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What a split has become since its config was read: weights, figures, the state of its canary. Lives on while the config of
 * the split stays the same, whatever else is reloaded. Any thread; requests only read one volatile reference.
 */
public final class SplitState {
    private final String route;
    private final SplitConfig config;
    private final List<Figures> figures = new ArrayList<>();
    private final Canary canary; // null for none
    private final AtomicLong turn = new AtomicLong();
    private final SplitChanges changes;
    private volatile Weights weights;

    SplitState(String route, SplitConfig config, Clock clock, LongSupplier nanoTime, SplitChanges changes) {
        this.changes = changes;
        this.route = route;
        this.config = config;
        this.weights = new Weights(
                config.pools().stream().mapToInt(SplitConfig.PoolShare::weight).toArray());
        config.pools().forEach(pool -> figures.add(new Figures()));
        this.canary =
                config.canary().map(steps -> canary(steps, clock, nanoTime)).orElse(null);
    }

    private Canary canary(CanaryConfig steps, Clock clock, LongSupplier nanoTime) {
        int index = poolNames().indexOf(steps.pool());
        int other = 1 - index;
        return new Canary(
                route,
                steps,
                percent -> weights =
                        index == 0 ? new Weights(percent, 100 - percent) : new Weights(100 - percent, percent),
                figures.get(other),
                figures.get(index),
                clock,
                nanoTime,
                this::tell);
    }

    /** Goes on where an earlier run was, without telling of it. */
    void resume(SplitOverride before) {
        weights = new Weights(before.weights().stream()
                .mapToInt(SplitConfig.PoolShare::weight)
                .toArray());
        if (canary != null) {
            before.canary().ifPresent(canary::resume);
        }
    }

    private void tell() {
        List<SplitConfig.PoolShare> now = new ArrayList<>();
        weightByPool().forEach((pool, weight) -> now.add(new SplitConfig.PoolShare(pool, weight)));
        changes.splitChanged(route, new SplitOverride(now, canary().flatMap(Canary::place), config));
    }

    /** The route's name. */
    public String route() {
        return route;
    }

    /** What the config says. */
    public SplitConfig config() {
        return config;
    }

    /** The pools in the order of the config. */
    public List<String> poolNames() {
        return config.pools().stream().map(SplitConfig.PoolShare::pool).toList();
    }

    Weights weights() {
        return weights;
    }

    /** The weights by pool, in the order of the config. */
    public Map<String, Integer> weightByPool() {
        Weights now = weights;
        Map<String, Integer> byPool = new LinkedHashMap<>();
        List<String> names = poolNames();
        for (int i = 0; i < names.size(); i++) {
            byPool.put(names.get(i), now.of(i));
        }
        return byPool;
    }

    /**
     * Changes all weights at once.
     *
     * @param byPool one for each pool, 0..65535
     * @throws IllegalArgumentException if a pool is missing or not of this split, or the weights cannot be; nothing has
     *     changed then
     * @throws IllegalStateException if a canary is under way, which would change them again
     */
    public synchronized void setWeights(Map<String, Integer> byPool) {
        List<String> names = poolNames();
        if (!byPool.keySet().equals(Set.copyOf(names))
                || byPool.values().stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(
                    "weights: not one for each pool (expected: " + String.join(", ", names) + ")");
        }
        Weights next = new Weights(names.stream().mapToInt(byPool::get).toArray());
        if (canary != null) {
            canary.whileNotUnderWay(() -> change(next));
        } else {
            change(next);
        }
    }

    private void change(Weights next) {
        weights = next;
        tell();
    }

    /** What a pool did, by its place in the config. */
    public Figures figures(int index) {
        return figures.get(index);
    }

    /** Its canary, if it has one. */
    public Optional<Canary> canary() {
        return Optional.ofNullable(canary);
    }

    /** Whose turn it is, for requests that are not tied to a place. */
    int next() {
        return weights.ownerOfTurn(turn.getAndIncrement() & Long.MAX_VALUE);
    }
}
