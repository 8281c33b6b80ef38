package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.settings.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All extensions that can be used, by point and type, and the reports of all plugins found.
 *
 * <p>Immutable; any thread. Closing it closes the realms, the last opened first: only when nothing of them is in use.
 */
public final class ExtensionCatalog implements Iterable<RegisteredExtension<?>>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExtensionCatalog.class);

    private final List<RegisteredExtension<?>> extensions;
    private final List<PluginReport> reports;
    private final List<OpenedPlugin> opened;

    ExtensionCatalog(
            Collection<RegisteredExtension<?>> extensions, List<PluginReport> reports, List<OpenedPlugin> opened) {
        this.extensions = List.copyOf(extensions);
        this.reports = List.copyOf(reports);
        this.opened = List.copyOf(opened);
    }

    /**
     * A catalog of factories that are there already, as if built in: for tests, and for programs that embed the balancer.
     *
     * @throws IllegalArgumentException if a factory is of no extension point, or its type does not fit or is taken
     */
    public static ExtensionCatalog of(Collection<? extends Extension> factories) {
        List<RegisteredExtension<?>> extensions = new ArrayList<>();
        for (Extension factory : factories) {
            RegisteredExtension<?> added = ExtensionPoint.ALL.stream()
                    .filter(point -> point.service().isInstance(factory))
                    .findFirst()
                    .map(point -> builtIn(point, factory))
                    .orElseThrow(() -> new IllegalArgumentException(factory + " is a factory of no extension point"));
            if (extensions.stream().anyMatch(added::isTwinOf)) {
                throw new IllegalArgumentException(added.name() + " is there twice");
            }
            extensions.add(added);
        }
        return new ExtensionCatalog(extensions, List.of(), List.of());
    }

    private static <F extends Extension> RegisteredExtension<F> builtIn(ExtensionPoint<F> point, Extension factory) {
        ClassLoader loader = factory.getClass().getClassLoader();
        String type = TypeName.of(factory, loader);
        return new RegisteredExtension<>(
                point, type, point.service().cast(factory), "built-in", "built in", true, loader);
    }

    /**
     * The factory that a config asks for.
     *
     * @throws LookupFailure if no plugin provides it; its message is fit to be shown to the user
     */
    public <F extends Extension> RegisteredExtension<F> find(ExtensionPoint<F> point, String type)
            throws LookupFailure {
        return at(point)
                .filter(extension -> extension.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new LookupFailure(unknown(point, type)));
    }

    /** Whether this very factory, and not a newer one of the same type, is in it. */
    public boolean holds(RegisteredExtension<?> extension) {
        return extensions.stream().anyMatch(held -> held.factory() == extension.factory());
    }

    /** The types of a point, in alphabetical order. */
    public SortedSet<String> types(ExtensionPoint<?> point) {
        return at(point).map(RegisteredExtension::type).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The types of a point with where they come from, for messages: {@code "random, round-robin (built in), acme-geo
     * (plugins/acme-geo)"}; empty if there are none.
     */
    public String known(ExtensionPoint<?> point) {
        Map<String, SortedSet<String>> bySource = new LinkedHashMap<>();
        at(point)
                .forEach(extension -> bySource.computeIfAbsent(sourceOf(extension), source -> new TreeSet<>())
                        .add(extension.type()));
        return bySource.entrySet().stream()
                .map(entry -> String.join(", ", entry.getValue()) + " (" + entry.getKey() + ")")
                .collect(Collectors.joining(", "));
    }

    /** What became of every plugin found, built-ins first, then by name. */
    public List<PluginReport> reports() {
        return reports;
    }

    /** All extensions, in the order in which they were registered. */
    @Override
    public Iterator<RegisteredExtension<?>> iterator() {
        return extensions.iterator();
    }

    static ExtensionCatalog empty() {
        return new ExtensionCatalog(List.of(), List.of(), List.of());
    }

    /** The plugins that serve. */
    List<OpenedPlugin> opened() {
        return opened;
    }

    private List<PluginRealm> realms() {
        return opened.stream().map(OpenedPlugin::realm).toList();
    }

    /** Whether a plugin serves only because the config cannot do without it. */
    public boolean keepsWhatIsGone() {
        return opened.stream().anyMatch(OpenedPlugin::isKept);
    }

    /** The realms that the next catalog did not take over, to be closed when nothing of them is in use. */
    public List<PluginRealm> realmsNotIn(ExtensionCatalog next) {
        List<PluginRealm> left = new ArrayList<>(realms());
        left.removeAll(next.realms());
        return left;
    }

    /** Closes the realms; a realm that cannot be closed is logged and does not stop the others from closing. */
    @Override
    public void close() {
        closeAll(realms(), LOG);
    }

    static void closeAll(List<PluginRealm> realms, Logger log) {
        for (int i = realms.size() - 1; i >= 0; i--) {
            PluginRealm realm = realms.get(i);
            try {
                realm.close();
            } catch (RuntimeException failed) {
                log.warn("plugin {}: cannot be closed cleanly", realm.id(), failed);
            }
        }
    }

    private String unknown(ExtensionPoint<?> point, String type) {
        String missing = "no " + point.name() + " '" + type + "'";
        String known = known(point);
        if (known.isEmpty()) {
            return missing + "; no plugin provides one";
        }
        String hint = NearestName.hint(type, types(point));
        return missing + (hint.isEmpty() ? ";" : hint) + " known: " + known;
    }

    @SuppressWarnings("unchecked") // an extension's type parameter is that of its point
    private <F extends Extension> Stream<RegisteredExtension<F>> at(ExtensionPoint<F> point) {
        return extensions.stream()
                .filter(extension -> extension.point().equals(point))
                .map(extension -> (RegisteredExtension<F>) extension);
    }

    private static String sourceOf(RegisteredExtension<?> extension) {
        return extension.builtIn() ? "built in" : extension.source();
    }
}
