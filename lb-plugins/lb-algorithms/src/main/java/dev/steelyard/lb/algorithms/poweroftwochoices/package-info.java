/**
 * The type {@code power-of-two-choices}: the less loaded of two drawn by weight.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.poweroftwochoices.PowerOfTwoChoicesFactory}; {@link
 * dev.steelyard.lb.algorithms.load.LeastLoadedOfDrawn}, the pick.
 */
package dev.steelyard.lb.algorithms.poweroftwochoices;
