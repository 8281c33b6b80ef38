/**
 * The type {@code least-connections}: the backend with the fewest requests in flight, weights ignored.
 *
 * <p>Starting point: {@link dev.steelyard.lb.algorithms.leastconnections.LeastConnectionsFactory}.
 */
package dev.steelyard.lb.algorithms.leastconnections;
