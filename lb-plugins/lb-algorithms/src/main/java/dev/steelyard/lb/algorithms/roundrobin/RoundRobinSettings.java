package dev.steelyard.lb.algorithms.roundrobin;

/** {@code round-robin} has nothing to set. */
record RoundRobinSettings() {}
