package dev.steelyard.lb.core.config;

import java.util.List;
import java.util.Optional;

/**
 * Where plugins come from and which are wanted.
 *
 * @param directory the directory people drop jars into; the bundle's {@code plugins/} if absent
 * @param disabled {@code plugin} or {@code plugin/type} that shall not load, built-in ones too
 * @param required ids of plugins without which the balancer shall not start
 */
public record PluginsConfig(Optional<String> directory, List<String> disabled, List<String> required) {}
