package dev.steelyard.lb.core.health;

import dev.steelyard.lb.api.health.ProbeResult;
import java.time.Duration;
import java.time.Instant;

/**
 * One probe that was made.
 *
 * @param at when it ended
 * @param duration how long it took
 * @param result what it found
 */
public record ProbeRecord(Instant at, Duration duration, ProbeResult result) {}
