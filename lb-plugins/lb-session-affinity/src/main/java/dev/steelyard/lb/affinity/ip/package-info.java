/**
 * {@code ip}: the balancer remembers which backend a client address was sent to.
 *
 * <p>Starting point: {@code IpAffinity}.
 */
package dev.steelyard.lb.affinity.ip;
