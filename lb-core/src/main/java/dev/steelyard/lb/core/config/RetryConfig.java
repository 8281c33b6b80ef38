package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;

/**
 * When a request is tried on another backend.
 *
 * @param attempts tries of one request in all, the first among them; 1 turns retries off
 */
public record RetryConfig(@Default("3") @Min("1") @Max("10") int attempts) {}
