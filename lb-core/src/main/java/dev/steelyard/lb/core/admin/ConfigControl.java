package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.config.ConfigDraft;
import dev.steelyard.lb.core.generation.ReloadReport;
import java.io.IOException;

/** The config that is live, as the API shows and changes it. Any thread. */
public interface ConfigControl {
    /**
     * Takes on the file as it is now, and the plugins there are now.
     *
     * @throws dev.steelyard.lb.api.settings.SettingsException with all that is wrong with it; nothing has changed then
     * @throws IOException if an address cannot be bound; nothing has changed then
     */
    ReloadReport reload() throws IOException;

    /**
     * What would change if this were the file.
     *
     * @throws dev.steelyard.lb.api.settings.SettingsException with all that is wrong with it
     */
    ReloadReport diff(ConfigDraft wanted);

    /** In what the file, what was loaded of it, and what runs differ. */
    Drift drift();

    /** Waits, but not for long, until what was changed at run time is on disk. */
    void awaitKept();
}
