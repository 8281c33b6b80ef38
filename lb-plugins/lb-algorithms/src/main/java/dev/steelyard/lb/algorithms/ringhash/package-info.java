/**
 * The type {@code ring-hash}: a key of the request decides its backend, by the next point on a ring of hashes.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.ringhash.RingHashFactory}; {@link
 * dev.steelyard.lb.algorithms.ringhash.Ring}, the consistent hash; {@link dev.steelyard.lb.algorithms.hash.ByHash}, the pick.
 */
package dev.steelyard.lb.algorithms.ringhash;
