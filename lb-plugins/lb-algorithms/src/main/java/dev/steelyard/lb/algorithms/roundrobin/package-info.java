/**
 * The type {@code round-robin}: each backend in turn, weights ignored.
 *
 * <p>Starting point: {@link dev.steelyard.lb.algorithms.roundrobin.RoundRobinFactory}.
 */
package dev.steelyard.lb.algorithms.roundrobin;
