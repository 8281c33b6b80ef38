package dev.steelyard.lb.core.plugin;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * The catalog before, whose plugins live on in the next one where their files are the same, or where the config still needs
 * them.
 *
 * @param catalog whose realms are open
 * @param isInUse whether the config asks for an extension
 */
public record Predecessor(ExtensionCatalog catalog, Predicate<RegisteredExtension<?>> isInUse) {
    /** There was none. */
    public static final Predecessor NONE = new Predecessor(ExtensionCatalog.empty(), extension -> false);

    /** The plugin that was loaded from the very same files. */
    Optional<OpenedPlugin> sameAs(PluginFacts facts) {
        return catalog.opened().stream()
                .filter(plugin -> plugin.facts().sha256().equals(facts.sha256()))
                .filter(plugin -> plugin.facts().id().equals(facts.id()))
                .filter(plugin ->
                        plugin.facts().source().name().equals(facts.source().name()))
                .findFirst();
    }

    /** Takes over the plugins that are in use and that nothing in the new catalog can stand in for. */
    void carryOver(CatalogBuilder next) throws PluginRejected {
        for (OpenedPlugin plugin : catalog.opened()) {
            if (!next.disables(plugin.facts()) && isNeeded(plugin, next)) {
                next.add(plugin.kept());
            }
        }
    }

    private boolean isNeeded(OpenedPlugin plugin, CatalogBuilder next) {
        return !next.hasRealm(plugin.realm())
                && plugin.extensions().stream()
                        .anyMatch(extension -> isInUse.test(extension) && !next.provides(extension));
    }
}
