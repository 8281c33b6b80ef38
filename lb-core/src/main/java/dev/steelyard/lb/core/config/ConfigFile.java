package dev.steelyard.lb.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Reads HOCON, from a file or text. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @throws SettingsException if it cannot be read at all, or is no HOCON
     */
    public static ConfigDraft draft(Path file) {
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new SettingsException(List.of(new Problem(file.toString(), "", whyUnreadable(file))));
        }
        return draft(file.toString(), () -> ConfigFactory.parseFile(file.toFile(), options(file.toString())));
    }

    private static String whyUnreadable(Path file) {
        if (Files.isDirectory(file)) {
            return "is a directory (expected: a file)";
        }
        return Files.exists(file) ? "cannot be read (check its permissions)" : "no such file";
    }

    /** A file as it stands, which the program wrote itself. */
    static HoconTree tree(Path file) {
        String name = file.toString();
        return HoconTree.of(name, resolved(name, () -> ConfigFactory.parseFile(file.toFile(), options(name))));
    }

    /**
     * Reads text.
     *
     * @param name what messages call the source
     * @throws SettingsException with everything that is wrong with it
     */
    public static LbConfig parse(String name, String text) {
        return draft(name, text).config();
    }

    /**
     * Reads text as far as it can be understood.
     *
     * @param name what messages call the source
     * @throws SettingsException if it is no HOCON
     */
    public static ConfigDraft draft(String name, String text) {
        return draft(name, () -> ConfigFactory.parseString(text, options(name)));
    }

    private static ConfigDraft draft(String name, Supplier<Config> source) {
        return ConfigDraft.of(HoconTree.of(name, resolved(name, source)));
    }

    private static ConfigParseOptions options(String name) {
        return ConfigParseOptions.defaults()
                .setOriginDescription(name)
                .setAllowMissing(false)
                .setIncluder(new RequiredIncludes(null));
    }

    /** Substitutions see the file itself first and then the environment: {@code ${?LB_TOKEN}}. */
    private static Config resolved(String name, Supplier<Config> source) {
        try {
            return source.get().resolve(ConfigResolveOptions.defaults());
        } catch (ConfigException broken) {
            throw new SettingsException(List.of(HoconProblem.of(name, broken)));
        }
    }
}
