package dev.steelyard.lb.core.wiring;

/**
 * How many threads wait for network events on each side.
 *
 * @param count at least 1
 */
public record EventThreads(int count) {}
