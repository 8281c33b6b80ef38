package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.Extension;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A plugin in its realm with all that could be made of it.
 *
 * @param extensions at least one
 * @param warnings also why some of its providers could not be made
 */
record OpenedPlugin(
        PluginFacts facts, PluginRealm realm, List<RegisteredExtension<?>> extensions, List<String> warnings) {
    private static final String KEPT =
            "its file is gone or cannot be loaded, but the config uses it: it serves on until nothing does";

    /** Makes the plugin's providers. */
    static OpenedPlugin of(PluginFacts facts, PluginRealm realm, List<String> doubts) throws PluginRejected {
        OpenedPlugin plugin = new OpenedPlugin(facts, realm, new ArrayList<>(), new ArrayList<>(doubts));
        List<String> failures = new ArrayList<>();
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            plugin.read(point, failures);
        }
        if (plugin.extensions.isEmpty()) {
            throw facts.rejected(
                    "none of its providers can be used (" + String.join("; ", failures) + ")",
                    "Put what is missing into the plugin, or ask its author.");
        }
        plugin.warnings.addAll(failures);
        return plugin;
    }

    /** The same, its files being gone or of no use. */
    OpenedPlugin kept() {
        List<String> doubts = isKept()
                ? warnings
                : Stream.concat(warnings.stream(), Stream.of(KEPT)).toList();
        return new OpenedPlugin(facts, realm, extensions, doubts);
    }

    boolean isKept() {
        return warnings.contains(KEPT);
    }

    private <F extends Extension> void read(ExtensionPoint<F> point, List<String> failures) throws PluginRejected {
        Providers<F> providers = realm.providers(point.service());
        providers.failures().forEach(failure -> failures.add(point.name() + ": " + failure));
        for (F factory : providers.made()) {
            extensions.add(register(point, factory));
        }
    }

    private <F extends Extension> RegisteredExtension<F> register(ExtensionPoint<F> point, F factory)
            throws PluginRejected {
        PluginSource source = facts.source();
        try {
            String type = TypeName.of(factory, realm.loader());
            return new RegisteredExtension<>(
                    point, type, factory, facts.id(), source.name(), source.builtIn(), realm.loader());
        } catch (IllegalArgumentException noType) {
            throw new PluginRejected(facts.id(), noType.getMessage(), "The plugin needs a fix by its author.", noType);
        }
    }
}
