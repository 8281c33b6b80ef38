package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.core.config.ExtensionConfig;
import dev.steelyard.lb.core.config.HealthConfig;
import dev.steelyard.lb.core.plugin.Instance;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The check that probes each backend of a pool: the configured one, or, where none is, a TCP connect, and HTTP for backends
 * with a health-check path of their own.
 *
 * <p>Any thread.
 */
final class HealthChecks implements Function<Backend, HealthCheck>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Pair current;

    /** Who makes checks, of those in use and of those to come. */
    private volatile Function<ExtensionConfig, Instance<HealthCheck>> maker;

    /** {@code forPaths} is the same object as {@code main} where a check is configured. */
    record Pair(Instance<HealthCheck> main, Instance<HealthCheck> forPaths) implements AutoCloseable {
        @Override
        public void close() {
            close(main);
            if (forPaths != main) {
                close(forPaths);
            }
        }

        private static void close(Instance<HealthCheck> check) {
            try {
                check.close();
            } catch (IllegalStateException failure) {
                LOG.warn("closing health check {} failed", check.type(), failure);
            }
        }
    }

    /**
     * @param maker makes a check; throws a {@link dev.steelyard.lb.api.settings.SettingsException} for bad settings
     */
    HealthChecks(HealthConfig policy, Function<ExtensionConfig, Instance<HealthCheck>> maker) {
        this.maker = maker;
        this.current = prepare(policy);
    }

    /** The checks of another policy, to be taken on by {@link #replace} or closed. */
    Pair prepare(HealthConfig policy) {
        return prepare(policy, maker);
    }

    /** The same, made by another generation of plugins. */
    Pair prepare(HealthConfig policy, Function<ExtensionConfig, Instance<HealthCheck>> maker) {
        try (Unwinding made = new Unwinding()) {
            Instance<HealthCheck> main = made.add(maker.apply(policy.effectiveCheck()));
            Instance<HealthCheck> forPaths = policy.check().isPresent() ? main : maker.apply(HealthConfig.pathCheck());
            made.keep();
            return new Pair(main, forPaths);
        }
    }

    /**
     * Puts prepared checks in place of the old ones.
     *
     * @return closes the old ones, to be called when no probe of theirs is under way
     */
    Runnable replace(Pair next) {
        Pair old = current;
        current = next;
        return old::close;
    }

    /** Checks to come are made by another generation of plugins; those in use stay. */
    void makeBy(Function<ExtensionConfig, Instance<HealthCheck>> next) {
        maker = next;
    }

    /** Whether something holds for all checks in use. */
    boolean all(Predicate<Instance<?>> condition) {
        Pair checks = current;
        return condition.test(checks.main()) && condition.test(checks.forPaths());
    }

    @Override
    public HealthCheck apply(Backend backend) {
        Pair checks = current;
        return backend.healthCheckPath().isPresent()
                ? checks.forPaths().value()
                : checks.main().value();
    }

    /** A second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            current.close();
        }
    }
}
