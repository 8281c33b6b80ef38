/**
 * The type {@code weighted-round-robin}: each backend in turn, as often as its weight says.
 *
 * <p>Starting point: {@link dev.steelyard.lb.algorithms.weightedroundrobin.WeightedRoundRobinFactory}.
 */
package dev.steelyard.lb.algorithms.weightedroundrobin;
