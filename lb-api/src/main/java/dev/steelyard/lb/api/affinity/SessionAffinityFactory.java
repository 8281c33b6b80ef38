package dev.steelyard.lb.api.affinity;

import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.settings.Settings;

/** The service a plugin provides to add a kind of session affinity. */
public interface SessionAffinityFactory extends Extension {

    /**
     * Makes the affinity of one pool.
     *
     * <p><b>Threads:</b> one caller, never a request thread; should return within a second. <b>Failure:</b> a {@link
     * dev.steelyard.lb.api.settings.SettingsException} is shown to the user with file and line; any other exception
     * refuses the config with the plugin named. A running config serves on in both cases.
     *
     * @param settings the pool's {@code affinity} block without its {@code type}
     */
    SessionAffinity create(Settings settings, ExtensionContext context);
}
