package dev.steelyard.lb.api.filter;

import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.settings.Settings;

/** The service a plugin provides to add a kind of filter. */
public interface FilterFactory extends Extension {

    /**
     * Makes the filter of one place in one route's chain.
     *
     * <p><b>Threads:</b> one caller, never a request thread; should return within a second. <b>Failure:</b> a {@link
     * dev.steelyard.lb.api.settings.SettingsException} is shown to the user with file and line; any other exception
     * refuses the config with the plugin named. A running config serves on in both cases.
     *
     * @param settings the block in the route's {@code filters} list without its {@code type}
     */
    Filter create(Settings settings, ExtensionContext context);
}
