/**
 * How the balancer asks a backend whether it is well.
 *
 * <p>Starting points: {@link dev.steelyard.lb.api.health.HealthCheck}, one probe; {@link
 * dev.steelyard.lb.api.health.ProbeResult}, its answer. When to probe, how long to wait and what verdict follows is the
 * core's business.
 */
package dev.steelyard.lb.api.health;
