package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.routing.RouteTable;
import java.util.function.Supplier;

/**
 * A listener as requests see it.
 *
 * @param name its name in the config
 * @param config its limits and the proxies it trusts
 * @param routes the table that holds now
 */
public record HttpListener(String name, ListenerConfig config, Supplier<RouteTable> routes) {}
