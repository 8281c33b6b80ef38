/**
 * Finds plugins, checks them, and opens each in a realm of its own, so that a bad jar hurts nothing but itself.
 *
 * <p>The way of a plugin: {@link dev.steelyard.lb.core.plugin.PluginFolder} finds it, {@link
 * dev.steelyard.lb.core.plugin.StagingArea} copies it, {@link dev.steelyard.lb.core.plugin.PluginInspector} reads it
 * without running any of it, {@link dev.steelyard.lb.core.plugin.PluginChecks} judges it, a {@link
 * dev.steelyard.lb.core.plugin.PluginRealm} loads it, and the {@link dev.steelyard.lb.core.plugin.ExtensionCatalog} holds
 * what it provides. A plugin that fails on the way is a {@link dev.steelyard.lb.core.plugin.PluginRejected} with the
 * reason and a remedy.
 *
 * <p>Starting points: {@link dev.steelyard.lb.core.plugin.PluginLoader}, the one entrance; {@link
 * dev.steelyard.lb.core.plugin.ExtensionCatalog}, what comes out; {@link dev.steelyard.lb.core.plugin.ApiClassLoader}, the
 * reason why a plugin never sees the host's libraries.
 */
package dev.steelyard.lb.core.plugin;
