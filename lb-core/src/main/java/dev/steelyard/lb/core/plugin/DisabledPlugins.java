package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.settings.NearestName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the config turns off.
 *
 * @param entries {@code plugin-id} for a whole plugin, {@code plugin-id/type} for all of that type in it
 */
record DisabledPlugins(Set<String> entries) {

    DisabledPlugins {
        entries = Set.copyOf(entries);
    }

    boolean contains(String plugin) {
        return entries.contains(plugin);
    }

    boolean contains(RegisteredExtension<?> extension) {
        return entries.contains(name(extension));
    }

    static String name(RegisteredExtension<?> extension) {
        return extension.plugin() + "/" + extension.type();
    }

    /**
     * Complaints about entries that turn nothing off.
     *
     * @param known the plugins and types found, disabled or not
     */
    List<String> unmatched(Set<String> known) {
        Set<String> unmatched = new TreeSet<>(entries);
        unmatched.removeAll(known);
        return unmatched.stream()
                .map(entry -> "plugins.disabled: no plugin or plugin's type is called '" + entry + "'"
                        + NearestName.hint(entry, ofSameKind(entry, known)))
                .toList();
    }

    private static List<String> ofSameKind(String entry, Set<String> known) {
        return known.stream()
                .filter(name -> name.contains("/") == entry.contains("/"))
                .toList();
    }
}
