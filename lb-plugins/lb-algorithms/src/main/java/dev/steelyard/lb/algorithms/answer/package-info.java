/**
 * How long backends took to answer.
 *
 * <p>Starting point: {@link dev.steelyard.lb.algorithms.answer.Measure}.
 */
package dev.steelyard.lb.algorithms.answer;
