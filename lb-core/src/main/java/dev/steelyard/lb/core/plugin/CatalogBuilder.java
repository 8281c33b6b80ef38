package dev.steelyard.lb.core.plugin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Collects what the loader finds, and refuses what is there already. Built-ins come first, so they are the ones to stay. */
final class CatalogBuilder {
    private final DisabledPlugins disabled;
    private final List<RegisteredExtension<?>> extensions = new ArrayList<>();
    private final List<PluginReport> reports = new ArrayList<>();
    private final List<OpenedPlugin> opened = new ArrayList<>();
    /** All ids, and all {@code id/type}, that a config may name. */
    private final Set<String> names = new TreeSet<>();

    CatalogBuilder(DisabledPlugins disabled) {
        this.disabled = disabled;
    }

    /**
     * @throws PluginRejected if a loaded plugin has the same id
     */
    void requireNewId(PluginFacts facts) throws PluginRejected {
        for (PluginReport report : reports) {
            if (report.id().equals(facts.id()) && report.wasLoaded()) {
                throw facts.rejected(
                        facts.source().name() + " has the same id as " + report.source(),
                        "Remove one of the two, or give one another " + JarFacts.PLUGIN_ID + " in its manifest.");
            }
        }
    }

    boolean disables(PluginFacts facts) {
        return disabled.contains(facts.id());
    }

    PluginReport addDisabled(PluginFacts facts) {
        return add(PluginReport.disabled(facts));
    }

    PluginReport addRejected(PluginFacts facts, PluginRejected why) {
        return add(PluginReport.rejected(facts, why));
    }

    /**
     * Adds all that a plugin provides.
     *
     * @throws PluginRejected if one type of it is taken; then nothing of it is added
     */
    PluginReport add(OpenedPlugin plugin) throws PluginRejected {
        plugin.extensions().stream().map(DisabledPlugins::name).forEach(names::add);
        List<RegisteredExtension<?>> wanted = select(plugin, Predicate.not(disabled::contains));
        refuseTwins(plugin.facts(), wanted);
        refuseTaken(plugin.facts(), wanted);
        extensions.addAll(wanted);
        opened.add(plugin);
        List<String> unwanted = select(plugin, disabled::contains).stream()
                .map(extension -> extension.point().name() + " " + extension.type())
                .toList();
        return add(PluginReport.loaded(
                plugin.facts(), plugin.realm().kind(), plugin.warnings(), typesByPoint(wanted), unwanted));
    }

    List<PluginReport> reports() {
        return reports;
    }

    /** Those that this catalog opened itself or took over. */
    List<PluginRealm> realms() {
        return opened.stream().map(OpenedPlugin::realm).toList();
    }

    boolean hasRealm(PluginRealm realm) {
        return realms().contains(realm);
    }

    /** Whether there is an extension of the same point and type. */
    boolean provides(RegisteredExtension<?> extension) {
        return find(extensions, extension).isPresent();
    }

    /** Complaints about the config's list of disabled plugins, once everything is found. */
    List<String> doubts() {
        return disabled.unmatched(names);
    }

    ExtensionCatalog build() {
        return new ExtensionCatalog(extensions, reports, opened);
    }

    private PluginReport add(PluginReport report) {
        names.add(report.id());
        reports.add(report);
        return report;
    }

    private static List<RegisteredExtension<?>> select(
            OpenedPlugin plugin, Predicate<RegisteredExtension<?>> condition) {
        Stream<RegisteredExtension<?>> all = plugin.extensions().stream();
        return all.filter(condition).toList();
    }

    private static void refuseTwins(PluginFacts facts, List<RegisteredExtension<?>> wanted) throws PluginRejected {
        for (int i = 0; i < wanted.size(); i++) {
            RegisteredExtension<?> extension = wanted.get(i);
            Optional<RegisteredExtension<?>> twin = find(wanted.subList(0, i), extension);
            if (twin.isPresent()) {
                throw facts.rejected(
                        extension.name() + " is provided twice, by " + className(twin.get()) + " and by "
                                + className(extension),
                        "The plugin needs a fix by its author.");
            }
        }
    }

    private void refuseTaken(PluginFacts facts, List<RegisteredExtension<?>> wanted) throws PluginRejected {
        for (RegisteredExtension<?> extension : wanted) {
            Optional<RegisteredExtension<?>> holder = find(extensions, extension);
            if (holder.isPresent()) {
                throw facts.rejected(
                        extension.name() + " of " + facts.source().name() + " is already provided by plugin "
                                + holder.get().plugin() + " (" + holder.get().source() + ")",
                        "To use the new one, disable the other: plugins.disabled = [\""
                                + DisabledPlugins.name(holder.get()) + "\"].");
            }
        }
    }

    private static Optional<RegisteredExtension<?>> find(
            List<RegisteredExtension<?>> among, RegisteredExtension<?> like) {
        return among.stream().filter(like::isTwinOf).findFirst();
    }

    private static String className(RegisteredExtension<?> extension) {
        return extension.factory().getClass().getName();
    }

    private static Map<String, List<String>> typesByPoint(List<RegisteredExtension<?>> wanted) {
        Map<String, List<String>> types = new LinkedHashMap<>();
        wanted.forEach(extension -> types.computeIfAbsent(extension.point().name(), point -> new ArrayList<>())
                .add(extension.type()));
        return types;
    }
}
