package dev.steelyard.lb.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a HOCON file, or text, into an {@link LbConfig}. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @throws SettingsException with everything that is wrong with it
     */
    public static LbConfig read(Path file) {
        if (!Files.isReadable(file)) {
            String message = Files.exists(file) ? "cannot be read (check its permissions)" : "no such file";
            throw new SettingsException(List.of(new Problem(file.toString(), "", message)));
        }
        return read(file.toString(), () -> ConfigFactory.parseFile(file.toFile(), options(file.toString())));
    }

    /**
     * Reads text.
     *
     * @param name what messages call the source
     * @throws SettingsException with everything that is wrong with it
     */
    public static LbConfig parse(String name, String text) {
        return read(name, () -> ConfigFactory.parseString(text, options(name)));
    }

    private static ConfigParseOptions options(String name) {
        return ConfigParseOptions.defaults().setOriginDescription(name).setAllowMissing(false);
    }

    private static LbConfig read(String name, java.util.function.Supplier<Config> source) {
        HoconTree tree = HoconTree.of(name, resolved(name, source));
        LbConfig config = Settings.of("", tree.root()).as(LbConfig.class, MethodHandles.lookup());
        References.check(config, tree);
        return config;
    }

    /** Substitutions see the file itself first and then the environment: {@code ${?LB_TOKEN}}. */
    private static Config resolved(String name, java.util.function.Supplier<Config> source) {
        try {
            return source.get().resolve(ConfigResolveOptions.defaults());
        } catch (ConfigException broken) {
            throw new SettingsException(List.of(HoconTree.problem(name, broken)));
        }
    }
}
