package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Remaining;
import dev.steelyard.lb.api.settings.Settings;

/**
 * A place in the config where an extension stands: its type, and the keys that are its own. May be written as the type
 * alone: {@code algorithm = random}.
 */
public record ExtensionConfig(String type, @Remaining Settings settings) {}
