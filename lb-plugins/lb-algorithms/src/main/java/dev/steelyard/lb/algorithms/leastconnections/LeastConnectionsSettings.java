package dev.steelyard.lb.algorithms.leastconnections;

/** {@code least-connections} has nothing to set. */
record LeastConnectionsSettings() {}
