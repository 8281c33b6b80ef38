package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.util.Optional;

/**
 * A part of a big pool that this balancer uses alone, so that not every balancer holds connections to every backend.
 *
 * @param size how many backends it uses; 0 for all
 * @param instance what this balancer is called, different for each of several; the name of its host if absent
 */
public record SubsetConfig(
        @Default("0") @Min("0") @Max("100000") int size, Optional<String> instance) {}
