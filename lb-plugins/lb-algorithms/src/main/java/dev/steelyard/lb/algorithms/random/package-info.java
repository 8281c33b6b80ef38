/**
 * The type {@code random}: any backend, by weight.
 *
 * <p>Starting point: {@link dev.steelyard.lb.algorithms.random.RandomFactory}.
 */
package dev.steelyard.lb.algorithms.random;
