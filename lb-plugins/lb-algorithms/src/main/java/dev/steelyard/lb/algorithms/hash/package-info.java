/**
 * Consistent hashing: a key of the request decides the backend, the same on every node and after every restart, and few keys
 * move when backends come and go.
 *
 * <p>Starting points: {@link dev.steelyard.lb.algorithms.hash.ByHash}, the algorithm; {@link
 * dev.steelyard.lb.algorithms.hash.HashKey}, what of the request is hashed; {@link
 * dev.steelyard.lb.algorithms.hash.Places}, who a hash belongs to; {@link dev.steelyard.lb.algorithms.hash.MaglevTable}, one
 * such; {@link dev.steelyard.lb.algorithms.hash.Bound}, who is passed over.
 */
package dev.steelyard.lb.algorithms.hash;
