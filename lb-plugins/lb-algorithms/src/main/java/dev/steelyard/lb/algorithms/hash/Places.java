package dev.steelyard.lb.algorithms.hash;

/**
 * Which backend a hash belongs to, as a place in the set that this was made for.
 *
 * <p>Immutable; any thread, no lock, no allocation. Hashes are expected to be well mixed in all 64 bits.
 */
public interface Places {

    /** The place of a hash. */
    int of(long hash);

    /** The place of a hash, passing over backends that are full: each hash has an order of its own of whom it comes to next. */
    int of(long hash, Bound bound);
}
