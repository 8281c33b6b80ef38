package dev.steelyard.lb.core;

import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.ConfigDraft;
import dev.steelyard.lb.core.config.ExtensionUse;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.PluginsConfig;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.Instance;
import dev.steelyard.lb.core.plugin.InstanceFactory;
import dev.steelyard.lb.core.plugin.RequiredPluginMissing;
import dev.steelyard.lb.core.wiring.BackgroundThreads;
import java.util.ArrayList;
import java.util.List;

/** Finds everything that keeps a config from being used, without serving it or touching the network. */
public final class ConfigCheck {
    private final ConfigDraft draft;
    private final InstallDirectories directories;
    private final List<Problem> problems = new ArrayList<>();

    private ConfigCheck(ConfigDraft draft, InstallDirectories directories) {
        this.draft = draft;
        this.directories = directories;
    }

    /**
     * The config, if it can be used.
     *
     * @throws SettingsException with everything that is wrong: in the file, with its plugins, in the settings of extensions
     */
    public static LbConfig check(ConfigDraft draft, InstallDirectories directories) {
        return new ConfigCheck(draft, directories).run();
    }

    private LbConfig run() {
        draft.plugins().ifPresent(this::checkWith);
        if (!problems.isEmpty()) {
            throw draft.refusal(problems);
        }
        return draft.config();
    }

    private void checkWith(PluginsConfig plugins) {
        try (ExtensionCatalog catalog = load(plugins)) {
            if (draft.isComplete()) {
                collect(() -> LoadBalancer.tryOut(draft, catalog, directories));
            } else {
                checkExtensions(catalog);
            }
        }
    }

    private ExtensionCatalog load(PluginsConfig plugins) {
        try {
            return LoadBalancer.loadPlugins(plugins, directories);
        } catch (RequiredPluginMissing missing) {
            missing.problems().forEach(problem -> problems.add(draft.problem("plugins.required", problem)));
            return LoadBalancer.loadPlugins(
                    new PluginsConfig(plugins.directory(), plugins.disabled(), List.of()), directories);
        }
    }

    private void checkExtensions(ExtensionCatalog catalog) {
        try (BackgroundThreads threads = new BackgroundThreads()) {
            InstanceFactory factory = new InstanceFactory(catalog, threads.lentToExtensions());
            draft.extensions().forEach(use -> collect(() -> make(factory, use).close()));
        }
    }

    private static Instance<?> make(InstanceFactory factory, ExtensionUse use) {
        return switch (use.kind()) {
            case ALGORITHM -> factory.algorithm(use.config(), use.path());
            case HEALTH_CHECK -> factory.healthCheck(use.config(), use.path());
            case SESSION_AFFINITY -> factory.affinity(use.config(), use.path());
            case FILTER -> factory.filter(use.config(), use.path());
        };
    }

    private void collect(Runnable step) {
        try {
            step.run();
        } catch (SettingsException refused) {
            problems.addAll(draft.placed(refused.problems()));
        } catch (IllegalStateException unclosable) { // a plugin's own fault, which must not hide the others
            problems.add(draft.problem("", String.valueOf(unclosable.getMessage())));
        }
    }
}
