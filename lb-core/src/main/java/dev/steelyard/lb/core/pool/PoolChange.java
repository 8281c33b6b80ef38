package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.core.config.ExtensionConfig;
import dev.steelyard.lb.core.plugin.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Another config of a pool, with all that its extensions had to make for it: nothing can fail any more.
 *
 * <p>Closing it without {@link #apply} lets go of what was made. One thread.
 */
public final class PoolChange implements AutoCloseable {
    private final Pool pool;
    private final PoolSetup next;
    private final HealthPolicyChange health; // null if the backends are watched as before
    private final Function<ExtensionConfig, Instance<HealthCheck>> checkMaker;
    private final Unwinding made;

    PoolChange(
            Pool pool,
            PoolSetup next,
            HealthPolicyChange health,
            Function<ExtensionConfig, Instance<HealthCheck>> checkMaker,
            Unwinding made) {
        this.checkMaker = checkMaker;
        this.pool = pool;
        this.next = next;
        this.health = health;
        this.made = made;
    }

    /** The name of the pool that will change. */
    public String pool() {
        return pool.name();
    }

    /**
     * Takes it on: what did not change lives on, backends with their health and connections before all.
     *
     * @param states what the operator wants of backends, by id; of those that are not named nothing changes
     * @return what the pool does not use any more, to be closed when no request does either
     */
    public List<AutoCloseable> apply(Map<String, AdminState> states) {
        PoolSetup before = pool.members().setup();
        made.keep();
        if (health != null) {
            health.takeOn();
        }
        pool.members().healthWatch().makeChecksBy(checkMaker);
        pool.members().change(next, states);
        return leftBehind(before);
    }

    private List<AutoCloseable> leftBehind(PoolSetup before) {
        List<AutoCloseable> left = new ArrayList<>();
        if (before.affinity() != null && before.affinity() != next.affinity()) {
            left.add(before.affinity());
        }
        if (before.algorithm() != next.algorithm()) {
            left.add(before.algorithm());
        }
        return left;
    }

    @Override
    public void close() {
        made.close();
    }
}
