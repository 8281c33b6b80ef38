/**
 * The balancer as a whole.
 *
 * <p>Starting point: {@link dev.steelyard.lb.core.LoadBalancer}, which starts and stops it.
 */
package dev.steelyard.lb.core;
