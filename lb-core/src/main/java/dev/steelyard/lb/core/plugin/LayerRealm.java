package dev.steelyard.lb.core.plugin;

import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/** A plugin whose jars are all modules: one layer, one class loader. */
final class LayerRealm implements PluginRealm {
    private final PluginFacts facts;
    private final StagedPlugin staged;
    private final ModuleLayer layer;
    private final ClassLoader loader;

    private LayerRealm(PluginFacts facts, StagedPlugin staged, ModuleLayer layer) {
        this.facts = facts;
        this.staged = staged;
        this.layer = layer;
        loader = layer.findLoader(layer.modules().iterator().next().getName());
    }

    /**
     * @param hostLayer the parent of the plugin's layer
     * @param parent the parent of the plugin's class loader
     */
    static LayerRealm open(PluginFacts facts, StagedPlugin staged, ModuleLayer hostLayer, ApiClassLoader parent)
            throws PluginRejected {
        try {
            ModuleFinder finder = ModuleFinder.of(jars(facts, staged).toArray(Path[]::new));
            // Not resolveAndBind: that would draw in modules of the host that provide what the plugin uses.
            Configuration modules = hostLayer.configuration().resolve(finder, ModuleFinder.of(), names(facts));
            return new LayerRealm(facts, staged, hostLayer.defineModulesWithOneLoader(modules, parent));
        } catch (FindException | ResolutionException | LayerInstantiationException misfit) {
            throw new PluginRejected(
                    facts.id(),
                    "its modules do not fit together (" + misfit.getMessage() + ")",
                    "Leave out what is twice in its jars, and add what is missing.",
                    misfit);
        }
    }

    private static List<Path> jars(PluginFacts facts, StagedPlugin staged) {
        return facts.jars().stream()
                .map(jar -> staged.directory().resolve(jar.file()))
                .toList();
    }

    private static Set<String> names(PluginFacts facts) {
        return facts.jars().stream()
                .map(jar -> jar.module().orElseThrow().name())
                .collect(Collectors.toSet());
    }

    @Override
    public String id() {
        return facts.id();
    }

    @Override
    public String version() {
        return facts.version();
    }

    @Override
    public String kind() {
        return "layer";
    }

    @Override
    public ClassLoader loader() {
        return loader;
    }

    @Override
    public <S> Providers<S> providers(Class<S> service) {
        return ContextLoader.call(
                loader,
                () -> Providers.of(
                        ServiceLoader.load(layer, service),
                        type -> type.getModule().getLayer() == layer));
    }

    /** A layer has no close: the JDK frees its jars when the class loader is collected. */
    @Override
    public void close() {
        staged.delete();
    }
}
