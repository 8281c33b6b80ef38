/**
 * Microbenchmarks of what every request passes through.
 *
 * <p>Starting points: {@link dev.steelyard.lb.bench.PickerBenchmark}, the algorithms; {@link
 * dev.steelyard.lb.bench.RouteTableBenchmark}, the routes.
 */
package dev.steelyard.lb.bench;
