/**
 * What the balancer counts and times, and how it is shown.
 *
 * <p>Starting points: {@link dev.steelyard.lb.core.metrics.MetricNames}, every name in one place; {@link
 * dev.steelyard.lb.core.metrics.LatencyHistogram}; {@link dev.steelyard.lb.core.metrics.PrometheusText}.
 */
package dev.steelyard.lb.core.metrics;
