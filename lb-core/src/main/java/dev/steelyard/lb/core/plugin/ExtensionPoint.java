package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.affinity.SessionAffinityFactory;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.filter.FilterFactory;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.core.config.ExtensionUse;
import java.util.List;

/**
 * A kind of thing that plugins provide.
 *
 * @param name in messages, such as {@code health check}
 * @param service the factory that a plugin provides
 */
public record ExtensionPoint<F extends Extension>(String name, Class<F> service) {
    public static final ExtensionPoint<AlgorithmFactory> ALGORITHM =
            new ExtensionPoint<>("algorithm", AlgorithmFactory.class);
    public static final ExtensionPoint<HealthCheckFactory> HEALTH_CHECK =
            new ExtensionPoint<>("health check", HealthCheckFactory.class);
    public static final ExtensionPoint<SessionAffinityFactory> SESSION_AFFINITY =
            new ExtensionPoint<>("session affinity", SessionAffinityFactory.class);
    public static final ExtensionPoint<FilterFactory> FILTER = new ExtensionPoint<>("filter", FilterFactory.class);

    /** The point that a place in a config asks for. */
    public static ExtensionPoint<?> of(ExtensionUse.Kind kind) {
        return switch (kind) {
            case ALGORITHM -> ALGORITHM;
            case HEALTH_CHECK -> HEALTH_CHECK;
            case SESSION_AFFINITY -> SESSION_AFFINITY;
            case FILTER -> FILTER;
        };
    }

    /** All points, in the order in which reports show them. */
    public static final List<ExtensionPoint<?>> ALL = List.of(ALGORITHM, HEALTH_CHECK, SESSION_AFFINITY, FILTER);
}
