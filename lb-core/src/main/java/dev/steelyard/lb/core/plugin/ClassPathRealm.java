package dev.steelyard.lb.core.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ServiceLoader;

/**
 * A plugin with jars that are not modules: one class path of its own.
 *
 * <p>Not automatic modules: those read every module of the host and so would run on the host's libraries, and everyday
 * jars (odd names, packages split among jars, classes in no package) cannot be automatic modules at all.
 */
final class ClassPathRealm implements PluginRealm {
    private final PluginFacts facts;
    private final StagedPlugin staged;
    private final URLClassLoader loader;

    private ClassPathRealm(PluginFacts facts, StagedPlugin staged, URLClassLoader loader) {
        this.facts = facts;
        this.staged = staged;
        this.loader = loader;
    }

    /** Asks the parent first, as usual: it knows the JDK and the API only, so the plugin's own libraries win. */
    static ClassPathRealm open(PluginFacts facts, StagedPlugin staged, ApiClassLoader parent) {
        URL[] urls = facts.jars().stream().map(jar -> url(staged, jar)).toArray(URL[]::new);
        return new ClassPathRealm(facts, staged, new URLClassLoader("plugin " + facts.id(), urls, parent));
    }

    private static URL url(StagedPlugin staged, JarFacts jar) {
        try {
            return staged.directory().resolve(jar.file()).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new UncheckedIOException(impossible);
        }
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
        return "class path";
    }

    @Override
    public ClassLoader loader() {
        return loader;
    }

    @Override
    public <S> Providers<S> providers(Class<S> service) {
        return ContextLoader.call(
                loader,
                () -> Providers.of(ServiceLoader.load(service, loader), type -> type.getClassLoader() == loader));
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("plugin " + id() + " cannot be closed", failed);
        } finally {
            staged.delete();
        }
    }
}
