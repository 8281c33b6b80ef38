package dev.steelyard.lb.core;

import dev.steelyard.lb.core.config.ExtensionUse;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.PluginsConfig;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.ExtensionPoint;
import dev.steelyard.lb.core.plugin.PluginLoader;
import dev.steelyard.lb.core.plugin.PluginReport;
import dev.steelyard.lb.core.plugin.Predecessor;
import dev.steelyard.lb.core.plugin.RegisteredExtension;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The plugins of an installation. One thread at a time. */
final class InstalledPlugins {
    private final InstallDirectories directories;
    private FileStamps loadedFrom;

    InstalledPlugins(InstallDirectories directories) {
        this.directories = directories;
    }

    /** Loads them for the first time. */
    ExtensionCatalog load(PluginsConfig config) {
        return load(config, Predecessor.NONE);
    }

    /** Loads those that are new or changed, takes over those that are not, and keeps those that the config cannot do without. */
    ExtensionCatalog reload(LbConfig config, PluginsConfig configBefore, ExtensionCatalog before) {
        boolean same = config.plugins().equals(configBefore)
                && stamps(config.plugins()).equals(loadedFrom);
        if (same && !before.keepsWhatIsGone()) {
            return before;
        }
        List<ExtensionUse> uses = config.extensions();
        return load(config.plugins(), new Predecessor(before, extension -> isUsed(extension, uses)));
    }

    private static boolean isUsed(RegisteredExtension<?> extension, List<ExtensionUse> uses) {
        return uses.stream()
                .anyMatch(use -> ExtensionPoint.of(use.kind()).equals(extension.point())
                        && use.config().type().equals(extension.type()));
    }

    private FileStamps stamps(PluginsConfig config) {
        return FileStamps.of(List.of(directories.builtInPlugins(), userDirectory(config)));
    }

    private ExtensionCatalog load(PluginsConfig config, Predecessor before) {
        loadedFrom = stamps(config); // before it: what changes meanwhile is loaded the next time
        return new PluginLoader()
                .load(
                        directories.builtInPlugins(),
                        userDirectory(config),
                        directories.work(),
                        Set.copyOf(config.disabled()),
                        config.required(),
                        before);
    }

    /** Where people drop jars. */
    Path userDirectory(PluginsConfig config) {
        return config.directory().map(Path::of).orElse(directories.plugins());
    }

    /** The ids of plugins of which two catalogs tell something else, such as another checksum, or why one was rejected. */
    static List<String> changed(ExtensionCatalog before, ExtensionCatalog after) {
        Set<PluginReport> different = new HashSet<>(before.reports());
        different.addAll(after.reports());
        different.removeIf(
                report -> before.reports().contains(report) && after.reports().contains(report));
        return different.stream().map(PluginReport::id).distinct().sorted().toList();
    }
}
