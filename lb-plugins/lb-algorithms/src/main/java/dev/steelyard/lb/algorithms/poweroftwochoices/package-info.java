/**
 * The type {@code power-of-two-choices}: the less loaded of two drawn by weight.
 *
 * <p>Starting point: {@link dev.steelyard.lb.algorithms.poweroftwochoices.PowerOfTwoChoicesFactory}.
 */
package dev.steelyard.lb.algorithms.poweroftwochoices;
