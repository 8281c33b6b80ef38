package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * How long the backends of a pool may take.
 *
 * @param connect until a connection stands
 * @param response the longest silence while an answer is due or under way; above it 504
 * @param keepAlive how long an unused connection is kept; should be less than the backends keep theirs
 */
public record TimeoutsConfig(
        @Default("2s") @Min("10ms") Duration connect,
        @Default("60s") @Min("10ms") Duration response,
        @Default("60s") @Min("1s") Duration keepAlive) {}
