/**
 * Backends in turn, as often as their share says and as evenly as can be.
 *
 * <p>A schedule of one whole cycle is laid out when the set of backends changes, so that a pick is one step of a counter
 * and one look into a table.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.rotation.Schedule}, the order; {@link
 * dev.steelyard.lb.algorithms.rotation.Rotation}, the walk through it.
 */
package dev.steelyard.lb.algorithms.rotation;
