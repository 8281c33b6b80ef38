/**
 * Drawing backends by lot, as often as their weights say.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.draw.AliasTable}; {@link
 * dev.steelyard.lb.algorithms.draw.Candidates}, several to choose from.
 */
package dev.steelyard.lb.algorithms.draw;
