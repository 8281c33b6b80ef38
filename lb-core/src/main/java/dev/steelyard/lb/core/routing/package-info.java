/**
 * Which route a request takes, and to which pool.
 *
 * <p>Path and host are brought into one canonical form first, the very one that is matched, logged and forwarded: where they
 * differ, a filter can be walked around. Who answers a route's requests is its {@link
 * dev.steelyard.lb.core.routing.Target}. Starting points: {@link dev.steelyard.lb.core.routing.RouteTable}; {@link
 * dev.steelyard.lb.core.routing.CanonicalPath}; {@link dev.steelyard.lb.core.routing.Split}.
 */
package dev.steelyard.lb.core.routing;
