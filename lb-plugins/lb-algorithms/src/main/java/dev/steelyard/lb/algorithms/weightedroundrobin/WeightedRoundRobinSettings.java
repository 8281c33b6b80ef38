package dev.steelyard.lb.algorithms.weightedroundrobin;

/** {@code weighted-round-robin} has nothing to set. */
record WeightedRoundRobinSettings() {}
