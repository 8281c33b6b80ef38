package dev.steelyard.lb.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What was changed while the balancer ran, over what its file says; kept over restarts. Immutable.
 *
 * @param pools by name
 * @param splits by the name of their routes
 */
public record Overrides(Map<String, PoolOverrides> pools, Map<String, SplitOverride> splits) {
    /** Nothing was changed. */
    public static final Overrides NONE = new Overrides(Map.of(), Map.of());

    private static final String IN_SERVICE = "enabled";

    /** A backend joined. */
    public Overrides withAdded(String pool, BackendConfig backend) {
        return with(
                pool,
                known -> known.with(
                        backend.effectiveId(), known.of(backend.effectiveId()).withAdded(backend)));
    }

    /** A backend left. */
    public Overrides withRemoved(String pool, String id, LbConfig file) {
        return with(pool, known -> known.with(id, known.of(id).withRemoved(backend(pool, id, file))));
    }

    /** A backend has another weight. */
    public Overrides withWeight(String pool, String id, int weight, LbConfig file) {
        return with(pool, known -> known.with(id, known.of(id).withWeight(weight, backend(pool, id, file))));
    }

    /** @param state {@code enabled}, {@code draining} or {@code disabled} */
    public Overrides withState(String pool, String id, String state) {
        Optional<String> other = Optional.of(state).filter(word -> !word.equals(IN_SERVICE));
        return with(pool, known -> known.with(id, known.of(id).withState(other)));
    }

    /** The backends of a pool are watched another way. */
    public Overrides withHealth(String pool, HealthConfig policy, LbConfig file) {
        return file.pools().containsKey(pool)
                ? with(
                        pool,
                        known -> known.withHealth(policy, file.pools().get(pool).health()))
                : this;
    }

    /** A split shares another way. */
    public Overrides withSplit(String route, SplitOverride split) {
        Map<String, SplitOverride> next = new LinkedHashMap<>(splits);
        next.put(route, split);
        next.values().removeIf(SplitOverride::isAsInFile);
        return new Overrides(pools, next);
    }

    private static BackendConfig backend(String pool, String id, LbConfig file) {
        PoolConfig config = file.pools().get(pool);
        return config == null ? null : config.backend(id);
    }

    private Overrides with(String pool, UnaryOperator<PoolOverrides> change) {
        Map<String, PoolOverrides> next = new LinkedHashMap<>(pools);
        next.put(pool, change.apply(pools.getOrDefault(pool, PoolOverrides.NONE)));
        next.values().removeIf(PoolOverrides::isEmpty);
        return new Overrides(next, splits);
    }

    /** What is left of it under a file, which is the newer word where it says something else than at the time of a change. */
    public Overrides under(LbConfig file) {
        Map<String, PoolOverrides> left = new LinkedHashMap<>();
        pools.forEach((name, overrides) -> {
            PoolConfig pool = file.pools().get(name);
            if (pool != null && !overrides.under(pool).isEmpty()) {
                left.put(name, overrides.under(pool));
            }
        });
        return new Overrides(left, splitsUnder(file));
    }

    private Map<String, SplitOverride> splitsUnder(LbConfig file) {
        Map<String, SplitOverride> left = new LinkedHashMap<>();
        for (RouteConfig route : file.effectiveRoutes()) {
            SplitOverride split = splits.get(route.effectiveName());
            if (split != null && route.split().equals(Optional.of(split.inFile()))) {
                left.put(route.effectiveName(), split);
            }
        }
        return left;
    }

    /** The config as it shall run; these are what is left of them under that file. */
    public LbConfig applyTo(LbConfig file) {
        Map<String, PoolConfig> applied = new LinkedHashMap<>(file.pools());
        applied.replaceAll(
                (name, pool) -> pools.containsKey(name) ? pools.get(name).applyTo(pool) : pool);
        return file.with(applied);
    }

    /** What is not of the config as it runs: the states of backends, and what has become of splits. */
    public List<ConfigChange> stateChanges() {
        List<ConfigChange> changes = new ArrayList<>();
        pools.keySet()
                .forEach(pool -> states(pool)
                        .forEach((id, state) -> changes.add(
                                new ConfigChange("pools." + pool + ".backends[" + id + "].state", IN_SERVICE, state))));
        splits.forEach((route, split) -> changes.addAll(split.changes(route)));
        return changes;
    }

    /** {@code draining} or {@code disabled} of the backends of a pool that are not in service, by id. */
    public Map<String, String> states(String pool) {
        Map<String, String> states = new LinkedHashMap<>();
        pools.getOrDefault(pool, PoolOverrides.NONE)
                .backends()
                .forEach((id, override) -> override.state().ifPresent(state -> states.put(id, state)));
        return states;
    }
}
