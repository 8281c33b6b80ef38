package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.core.config.FallbackConfig;
import dev.steelyard.lb.core.pool.Pool;

/**
 * What a route does for a client that its pool cannot serve.
 *
 * @param config what the config says
 * @param pool who answers then; {@code null} if the balancer does
 */
public record Fallback(FallbackConfig config, Pool pool) {}
