/**
 * Drawing backends by lot, as often as their weights say.
 *
 * <p>Starting point: {@link dev.steelyard.lb.algorithms.draw.AliasTable}.
 */
package dev.steelyard.lb.algorithms.draw;
