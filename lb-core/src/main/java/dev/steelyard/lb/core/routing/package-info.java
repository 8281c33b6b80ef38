/**
 * Which route a request takes.
 *
 * <p>Path and host are brought into one canonical form first, the very one that is matched, logged and forwarded: where they
 * differ, a filter can be walked around. Starting points: {@link dev.steelyard.lb.core.routing.RouteTable}; {@link
 * dev.steelyard.lb.core.routing.CanonicalPath}.
 */
package dev.steelyard.lb.core.routing;
