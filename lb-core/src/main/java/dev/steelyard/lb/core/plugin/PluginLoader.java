package dev.steelyard.lb.core.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads all plugins: finds, stages, inspects, checks, opens and registers each, and reports those that fail. */
public final class PluginLoader {
    private final HostApi host;
    private final Logger log;
    private final PluginChecks checks;

    /** A loader for the process as it is: on the module path, or else on the class path. */
    public PluginLoader() {
        this(HostApi.ofThisProcess(), LoggerFactory.getLogger(PluginLoader.class));
    }

    PluginLoader(HostApi host, Logger log) {
        this.host = host;
        this.log = log;
        checks = new PluginChecks(host);
    }

    /** The first load, with no catalog before. */
    public ExtensionCatalog load(
            Path builtInDirectory,
            Path pluginsDirectory,
            Path workDirectory,
            Set<String> disabled,
            List<String> required) {
        return load(builtInDirectory, pluginsDirectory, workDirectory, disabled, required, Predecessor.NONE);
    }

    /**
     * Loads what is in the two directories. A plugin that cannot be loaded is logged and reported; the others do not
     * notice. May be called again, for a next generation: plugins whose files are the same are taken over, realm and all.
     *
     * @param builtInDirectory the plugins that ship with the balancer; they go first, so a newcomer cannot take their types
     * @param pluginsDirectory the plugins of the user; may be missing
     * @param workDirectory for the copies that are loaded; made if missing; other processes may share it
     * @param disabled ids of plugins, or {@code plugin-id/type}
     * @param required ids of plugins without which the balancer must not start
     * @param before what may be taken over
     * @return to be closed when nothing of it is used any more
     * @throws RequiredPluginMissing if a required plugin is not loaded
     * @throws UncheckedIOException if a directory cannot be read, or the work directory cannot be written
     */
    public ExtensionCatalog load(
            Path builtInDirectory,
            Path pluginsDirectory,
            Path workDirectory,
            Set<String> disabled,
            List<String> required,
            Predecessor before) {
        if (host.layer().isEmpty()) {
            log.info("the balancer runs on the class path, not on the module path: so does every plugin, on its own");
        }
        CatalogBuilder catalog = new CatalogBuilder(new DisabledPlugins(disabled));
        try {
            StagingArea area = new StagingArea(workDirectory, log);
            scan(builtInDirectory, pluginsDirectory).forEach(source -> load(source, area, catalog, before));
            carryOver(before, catalog);
            catalog.doubts().forEach(log::warn);
            new RequiredPlugins(required).check(catalog.reports());
            return catalog.build();
        } catch (RuntimeException | Error stop) {
            List<PluginRealm> own = new ArrayList<>(catalog.realms());
            before.catalog().opened().forEach(plugin -> own.remove(plugin.realm()));
            ExtensionCatalog.closeAll(own, log);
            throw stop;
        }
    }

    private List<PluginSource> scan(Path builtInDirectory, Path pluginsDirectory) {
        // Two names, lib/plugins, so that messages can tell it from plugins.
        PluginFolder builtIns = new PluginFolder(builtInDirectory, label(builtInDirectory, 2), true, log);
        PluginFolder plugins = new PluginFolder(pluginsDirectory, label(pluginsDirectory, 1), false, log);
        try {
            List<PluginSource> sources = new ArrayList<>(builtIns.scan());
            sources.addAll(plugins.scan());
            return sources;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the plugins cannot be listed", unreadable);
        }
    }

    private static String label(Path directory, int names) {
        Path plain = directory.toAbsolutePath().normalize();
        int count = plain.getNameCount();
        return count < names
                ? plain.toString()
                : plain.subpath(count - names, count).toString();
    }

    private void carryOver(Predecessor before, CatalogBuilder catalog) {
        try {
            before.carryOver(catalog);
        } catch (PluginRejected why) {
            log.error("plugin {} cannot be kept: {}", why.getMessage(), why.remedy());
        }
    }

    private void load(PluginSource source, StagingArea area, CatalogBuilder catalog, Predecessor before) {
        PluginFacts known = PluginFacts.guess(source);
        try {
            StagedPlugin staged = area.stage(source);
            try {
                known = known.withSha256(staged.sha256());
                known = PluginInspector.inspect(source, staged);
                Optional<OpenedPlugin> same = before.sameAs(known);
                if (same.isPresent() && !catalog.disables(known)) {
                    catalog.requireNewId(known);
                    catalog.add(same.get());
                } else {
                    report(catalog.disables(known) ? catalog.addDisabled(known) : open(known, staged, area, catalog));
                }
            } finally {
                area.discard(staged); // moved away by then, if it is open
            }
        } catch (PluginRejected why) {
            report(catalog.addRejected(known, why));
            log.debug("plugin {} rejected", known.id(), why);
        }
    }

    private PluginReport open(PluginFacts facts, StagedPlugin staged, StagingArea area, CatalogBuilder catalog)
            throws PluginRejected {
        catalog.requireNewId(facts);
        List<String> warnings = checks.check(facts);
        StagedPlugin home = area.name(staged, facts.id());
        PluginRealm realm = null;
        try {
            realm = openRealm(facts, home);
            return catalog.add(OpenedPlugin.of(facts, realm, warnings));
        } catch (PluginRejected | RuntimeException | LinkageError failure) {
            if (realm != null) {
                ExtensionCatalog.closeAll(List.of(realm), log);
            }
            area.discard(home);
            throw failure instanceof PluginRejected why ? why : unforeseen(facts, failure);
        }
    }

    private PluginRealm openRealm(PluginFacts facts, StagedPlugin home) throws PluginRejected {
        return checks.opensAsLayer(facts)
                ? LayerRealm.open(facts, home, host.layer().orElseThrow(), host.loader())
                : ClassPathRealm.open(facts, home, host.loader());
    }

    private static PluginRejected unforeseen(PluginFacts facts, Throwable failure) {
        return new PluginRejected(
                facts.id(), "it cannot be loaded (" + failure + ")", "Look at the log at level DEBUG.", failure);
    }

    private void report(PluginReport report) {
        String plugin = "plugin " + report.id() + " (" + report.source() + ")";
        switch (report.status()) {
            case PluginReport.LOADED -> log.info("{} loaded: {}", plugin, report.provides());
            case PluginReport.DISABLED -> log.info("{} is disabled", plugin);
            default -> log.error("{} rejected: {}. {}", plugin, report.reason(), report.remedy());
        }
        report.warnings().forEach(warning -> log.warn("{}: {}", plugin, warning));
    }
}
