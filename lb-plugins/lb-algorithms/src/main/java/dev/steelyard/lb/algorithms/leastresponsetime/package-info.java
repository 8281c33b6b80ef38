/**
 * The type {@code least-response-time}: backends that answered faster lately get more.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.leastresponsetime.LeastResponseTimeFactory}; {@link
 * dev.steelyard.lb.algorithms.leastresponsetime.ResponseTimePicker}, how a backend is chosen; {@link
 * dev.steelyard.lb.algorithms.leastresponsetime.RecentAnswers}, what is remembered of each.
 */
package dev.steelyard.lb.algorithms.leastresponsetime;
