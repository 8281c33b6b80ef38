package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * What makes the balancer take on a changed file by itself.
 *
 * @param watchConfig whether a changed config file is taken on
 * @param watchPlugins whether plugins that were added, replaced or removed are taken on
 * @param interval how often it looks; a change is taken on when it has been the same for two looks
 */
public record ReloadConfig(
        @Default("false") boolean watchConfig,
        @Default("true") boolean watchPlugins,
        @Default("1s") @Min("50ms") Duration interval) {}
