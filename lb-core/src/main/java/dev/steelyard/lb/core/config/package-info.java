/**
 * The config: from a HOCON file to records, with every problem of the file reported at once.
 *
 * <p>Every key, its type, range and default stands in one of the records here and nowhere else. Starting points: {@link
 * dev.steelyard.lb.core.config.LbConfig}, the whole; {@link dev.steelyard.lb.core.config.ConfigFile}, which reads it.
 */
package dev.steelyard.lb.core.config;
