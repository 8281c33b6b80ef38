package dev.steelyard.lb.core.health;

import java.time.Instant;

/**
 * The verdict on a backend.
 *
 * @param healthy whether it may get requests
 * @param capacity the part of its normal load it should get, above 0 and at most 1
 * @param reason why, for people
 * @param since when it became so
 */
public record HealthStatus(boolean healthy, double capacity, String reason, Instant since) {}
