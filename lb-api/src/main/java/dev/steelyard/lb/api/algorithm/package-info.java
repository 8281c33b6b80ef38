/**
 * How a backend is chosen for a request.
 *
 * <p>Starting points: {@link dev.steelyard.lb.api.algorithm.Picker}, the hot path; {@link
 * dev.steelyard.lb.api.algorithm.Algorithm}, which makes pickers as the set of backends changes; {@link
 * dev.steelyard.lb.api.algorithm.AlgorithmFactory}, which a plugin provides.
 */
package dev.steelyard.lb.api.algorithm;
