package dev.steelyard.lb.algorithms.poweroftwochoices;

/** {@code power-of-two-choices} has nothing to set. */
record PowerOfTwoChoicesSettings() {}
