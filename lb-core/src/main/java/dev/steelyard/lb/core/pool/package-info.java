/**
 * The backends of a pool and which of them a request gets.
 *
 * <p>What requests need lies in one immutable {@link dev.steelyard.lb.core.pool.PoolSnapshot} behind one volatile reference;
 * every change of membership, state, weight or health builds the next one off the request path. Starting points: {@link
 * dev.steelyard.lb.core.pool.Pool}, which leases backends to attempts; {@link dev.steelyard.lb.core.pool.Lease}; {@link
 * dev.steelyard.lb.core.pool.GuardedPicker}, which contains what plugins get wrong.
 */
package dev.steelyard.lb.core.pool;
