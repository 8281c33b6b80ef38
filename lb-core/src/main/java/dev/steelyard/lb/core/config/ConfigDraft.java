package dev.steelyard.lb.core.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file as far as it can be understood: a config, or what is wrong with it and what its readable parts ask for.
 *
 * <p>Immutable; any thread.
 */
public final class ConfigDraft {
    private final HoconTree tree;
    private final List<Problem> problems;
    private final LbConfig config; // null if there are problems

    private ConfigDraft(HoconTree tree, List<Problem> problems, LbConfig config) {
        this.tree = tree;
        this.problems = List.copyOf(problems);
        this.config = config;
    }

    static ConfigDraft of(HoconTree tree) {
        List<Problem> problems = new ArrayList<>(References.namesIn(tree));
        LbConfig config = null;
        try {
            config = Settings.of("", tree.root()).as(LbConfig.class, MethodHandles.lookup());
            problems.addAll(References.clashesIn(config, tree));
        } catch (SettingsException wrong) {
            problems.addAll(wrong.problems());
        }
        return new ConfigDraft(tree, problems, problems.isEmpty() ? config : null);
    }

    /**
     * The config.
     *
     * @throws SettingsException with everything that is wrong with the file
     */
    public LbConfig config() {
        if (config == null) {
            throw refusal(List.of());
        }
        return config;
    }

    /** The files it was read from: the first, and those it includes. */
    public Set<String> files() {
        return tree.files();
    }

    /** Where the file lies, which paths in it are relative to. */
    public Path directory() {
        return Path.of(tree.name()).toAbsolutePath().getParent();
    }

    /** Problems that name their path in the config but no line of it, with their lines. */
    public List<Problem> placed(List<Problem> found) {
        return found.stream()
                .map(problem -> problem.origin().isEmpty() ? problem(problem.path(), problem.message()) : problem)
                .toList();
    }

    /** The same config as one text of JSON, includes and environment put in. */
    public String json() {
        return ConfigValueFactory.fromMap(Settings.of("", tree.root()).values()).render(ConfigRenderOptions.concise());
    }

    /** Whether the file can be used, as far as the file alone tells. */
    public boolean isComplete() {
        return config != null;
    }

    /** Where plugins come from, if that part can be read. */
    public Optional<PluginsConfig> plugins() {
        return new ReadableParts(tree).plugins();
    }

    /** The places that ask for an extension, as far as they can be read. */
    public List<ExtensionUse> extensions() {
        return new ReadableParts(tree).extensions();
    }

    /** A problem at a path of the file. */
    public Problem problem(String path, String message) {
        return tree.problem(path, message);
    }

    /** What is wrong with the file itself and what others found, from top to bottom. */
    public SettingsException refusal(List<Problem> found) {
        List<Problem> all = new ArrayList<>(problems);
        all.addAll(found);
        return new SettingsException(tree.inOrder(all));
    }
}
