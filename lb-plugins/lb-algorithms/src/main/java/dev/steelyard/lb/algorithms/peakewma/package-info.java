/**
 * The type {@code peak-ewma}: of some drawn by weight, the backend that costs least in response time and load, where one slow
 * answer tells at once and is forgotten slowly.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.peakewma.PeakEwmaFactory}; {@link
 * dev.steelyard.lb.algorithms.peakewma.PeakEwmaPicker}, how a backend is chosen; {@link
 * dev.steelyard.lb.algorithms.peakewma.AverageTime}, what is remembered of each.
 */
package dev.steelyard.lb.algorithms.peakewma;
