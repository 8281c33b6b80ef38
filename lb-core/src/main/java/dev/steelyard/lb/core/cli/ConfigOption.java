package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.ConfigCheck;
import dev.steelyard.lb.core.config.ConfigDraft;
import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.LbConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code -c FILE}, which several commands have. */
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The config file; conf/lb.conf of the bundle if not given.")
    private Path file;

    Path file() {
        return file != null ? file : Installation.defaultConfig();
    }

    /**
     * The config, if the file can be used.
     *
     * @throws SettingsException with everything that is wrong with it, its extensions included
     */
    LbConfig read() throws IOException {
        ConfigDraft draft = draft();
        return draft.isComplete() ? draft.config() : ConfigCheck.check(draft, Installation.directories());
    }

    /**
     * A draft that can be used, as far as the file alone tells.
     *
     * @throws SettingsException with everything that is wrong with it, its extensions included
     */
    ConfigDraft checked() {
        ConfigDraft draft = draft();
        if (!draft.isComplete()) {
            try {
                ConfigCheck.check(draft, Installation.directories());
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        }
        return draft;
    }

    ConfigDraft draft() {
        return ConfigFile.draft(file());
    }
}
