/**
 * Comparing backends by what they have in flight.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.load.Load}, the comparison; {@link
 * dev.steelyard.lb.algorithms.load.LeastLoaded}, the search through all backends; {@link
 * dev.steelyard.lb.algorithms.load.LeastLoadedOfDrawn}, through some.
 */
package dev.steelyard.lb.algorithms.load;
