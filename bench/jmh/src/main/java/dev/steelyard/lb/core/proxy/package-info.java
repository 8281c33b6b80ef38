/**
 * Benchmarks of what the core's package of the same name shows to nobody else.
 *
 * <p>Starting points: {@link dev.steelyard.lb.core.proxy.ClientRequestBenchmark}.
 */
package dev.steelyard.lb.core.proxy;
