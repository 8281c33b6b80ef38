package dev.steelyard.lb.api.algorithm;

import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.settings.Settings;

/** The service a plugin provides to add a balancing algorithm. */
public interface AlgorithmFactory extends Extension {

    /**
     * Makes the algorithm of one pool.
     *
     * <p><b>Threads:</b> one caller, never a request thread; should return within a second. <b>Failure:</b> a {@link
     * dev.steelyard.lb.api.settings.SettingsException} is shown to the user with file and line; any other exception
     * refuses the config with the plugin named. A running config serves on in both cases.
     *
     * @param settings the pool's {@code algorithm} block without its {@code type}; read it with {@link
     *     Settings#as(Class, java.lang.invoke.MethodHandles.Lookup)}, which refuses unknown keys
     */
    Algorithm create(Settings settings, ExtensionContext context);
}
