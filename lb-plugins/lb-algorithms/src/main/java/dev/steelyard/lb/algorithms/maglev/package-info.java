/**
 * The type {@code maglev}: a key of the request decides its backend, by a table of slots.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.maglev.MaglevFactory}; {@link
 * dev.steelyard.lb.algorithms.hash.MaglevTable}, the consistent hash; {@link dev.steelyard.lb.algorithms.hash.ByHash}, the
 * pick.
 */
package dev.steelyard.lb.algorithms.maglev;
