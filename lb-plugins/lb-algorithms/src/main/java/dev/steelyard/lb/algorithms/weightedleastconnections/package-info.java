/**
 * The type {@code weighted-least-connections}: the backend with the fewest requests in flight for its weight.
 *
 * <p>Starting point: {@link dev.steelyard.lb.algorithms.weightedleastconnections.WeightedLeastConnectionsFactory}.
 */
package dev.steelyard.lb.algorithms.weightedleastconnections;
