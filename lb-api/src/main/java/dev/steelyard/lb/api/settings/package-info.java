/**
 * Reads a block of the config into a record, and tells everything that is wrong with it at once.
 *
 * <p>Starting points: {@link dev.steelyard.lb.api.settings.Settings#as Settings.as}; {@link
 * dev.steelyard.lb.api.settings.Default}, {@link dev.steelyard.lb.api.settings.Min} and {@link
 * dev.steelyard.lb.api.settings.Max} on the record's components.
 */
package dev.steelyard.lb.api.settings;
