/**
 * The type {@code ip-hash}: a client's address decides its backend, and few clients move when backends come and go.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.iphash.IpHashFactory}; {@link
 * dev.steelyard.lb.algorithms.hash.MaglevTable}, the consistent hash.
 */
package dev.steelyard.lb.algorithms.iphash;
