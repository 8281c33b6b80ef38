package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.routing.RouteTable;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The route tables in use, as the API sees them.
 *
 * @param byListener asked anew for each request; in the order of the config
 */
public record ListenerRoutes(Supplier<Map<String, RouteTable>> byListener) {}
