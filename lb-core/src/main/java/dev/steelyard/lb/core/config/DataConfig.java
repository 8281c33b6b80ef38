package dev.steelyard.lb.core.config;

import java.util.Optional;

/**
 * Where what was changed at run time is kept.
 *
 * @param directory made if it is missing; the bundle's {@code data/} if absent
 */
public record DataConfig(Optional<String> directory) {}
