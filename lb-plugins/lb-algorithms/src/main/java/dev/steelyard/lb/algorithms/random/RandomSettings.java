package dev.steelyard.lb.algorithms.random;

/** {@code random} has nothing to set. */
record RandomSettings() {}
