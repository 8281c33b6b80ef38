package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.Extension;

/**
 * One factory of the catalog.
 *
 * @param type read from the factory once
 * @param factory the one instance of it
 * @param plugin the id of the plugin that provides it
 * @param source where that plugin was found, such as {@code plugins/acme-geo}
 * @param loader the class loader to set as context class loader around calls into the factory
 */
public record RegisteredExtension<F extends Extension>(
        ExtensionPoint<F> point,
        String type,
        F factory,
        String plugin,
        String source,
        boolean builtIn,
        ClassLoader loader) {

    /** How messages say who provides it: {@code acme-geo (plugins/acme-geo)}. */
    public String provider() {
        return plugin + " (" + (builtIn ? "built in" : source) + ")";
    }

    /** How messages call it: {@code algorithm 'acme-geo'}. */
    String name() {
        return point.name() + " '" + type + "'";
    }

    boolean isTwinOf(RegisteredExtension<?> other) {
        return point.equals(other.point) && type.equals(other.type);
    }
}
