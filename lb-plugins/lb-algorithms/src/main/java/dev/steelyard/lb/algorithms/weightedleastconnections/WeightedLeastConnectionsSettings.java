package dev.steelyard.lb.algorithms.weightedleastconnections;

/** {@code weighted-least-connections} has nothing to set. */
record WeightedLeastConnectionsSettings() {}
