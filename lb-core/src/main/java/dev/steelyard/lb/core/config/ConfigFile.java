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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads a HOCON file, or text, into an {@link LbConfig}. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @throws SettingsException with everything that is wrong with it
     */
    public static LbConfig read(Path file) {
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new SettingsException(List.of(new Problem(file.toString(), "", whyUnreadable(file))));
        }
        return read(file.toString(), () -> ConfigFactory.parseFile(file.toFile(), options(file.toString())));
    }

    private static String whyUnreadable(Path file) {
        if (Files.isDirectory(file)) {
            return "is a directory (expected: a file)";
        }
        return Files.exists(file) ? "cannot be read (check its permissions)" : "no such file";
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
        return ConfigParseOptions.defaults()
                .setOriginDescription(name)
                .setAllowMissing(false)
                .setIncluder(new RequiredIncludes(null));
    }

    private static LbConfig read(String name, Supplier<Config> source) {
        HoconTree tree = HoconTree.of(name, resolved(name, source));
        List<Problem> problems = new ArrayList<>(References.namesIn(tree));
        try {
            LbConfig config = Settings.of("", tree.root()).as(LbConfig.class, MethodHandles.lookup());
            problems.addAll(References.bindsOf(config, tree));
            if (problems.isEmpty()) {
                return config;
            }
        } catch (SettingsException wrong) {
            problems.addAll(wrong.problems());
        }
        throw new SettingsException(tree.inOrder(problems));
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
