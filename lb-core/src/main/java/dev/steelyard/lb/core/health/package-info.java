/**
 * Whether each backend may get requests: what probes and real traffic say, and the verdict that follows.
 *
 * <p>Starting points: {@link dev.steelyard.lb.core.health.BackendHealth}, the verdict on one backend; {@link
 * dev.steelyard.lb.core.health.HealthTable}, those of a pool; {@link dev.steelyard.lb.core.health.HealthMonitor}, which
 * probes.
 */
package dev.steelyard.lb.core.health;
