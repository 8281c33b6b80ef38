/**
 * The type {@code rendezvous}: a key of the request decides its backend, by the best score of all; for small pools.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.rendezvous.RendezvousFactory}; {@link
 * dev.steelyard.lb.algorithms.rendezvous.Contest}, the consistent hash; {@link dev.steelyard.lb.algorithms.hash.ByHash}, the
 * pick.
 */
package dev.steelyard.lb.algorithms.rendezvous;
