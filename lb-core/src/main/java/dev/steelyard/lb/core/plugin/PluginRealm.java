package dev.steelyard.lb.core.plugin;

import java.io.UncheckedIOException;

/** A loaded plugin: the classes of its jars, apart from those of the host and of all other plugins. */
public sealed interface PluginRealm extends AutoCloseable permits LayerRealm, ClassPathRealm {

    /** The id of the plugin. */
    String id();

    /** The version of the plugin, or empty. */
    String version();

    /** How reports call this kind of realm. */
    String kind();

    /** The loader of the plugin's classes. */
    ClassLoader loader();

    /**
     * Makes what the plugin provides for a service; makes new instances at each call.
     *
     * @param service one that this module {@code uses}
     */
    <S> Providers<S> providers(Class<S> service);

    /**
     * Lets go of the plugin's files. Classes that are loaded work on until they are collected, others do not load any more.
     *
     * @throws UncheckedIOException if a file cannot be closed or deleted
     */
    @Override
    void close();
}
