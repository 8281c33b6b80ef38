/**
 * The type {@code least-requests}: of some drawn by weight, the one with the fewest requests in flight for its weight.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.leastrequests.LeastRequestsFactory}; {@link
 * dev.steelyard.lb.algorithms.load.LeastLoadedOfDrawn}, the pick.
 */
package dev.steelyard.lb.algorithms.leastrequests;
