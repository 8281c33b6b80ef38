/**
 * What keeps the balancer and its backends from getting more than they can take: who waits for a place, who is refused, and
 * in which order.
 *
 * <p>Starting point: {@link dev.steelyard.lb.core.resilience.PlaceQueue}, where requests wait while all backends of a pool
 * are at their limits.
 */
package dev.steelyard.lb.core.resilience;
