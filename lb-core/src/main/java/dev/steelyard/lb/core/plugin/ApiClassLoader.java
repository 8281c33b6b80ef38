package dev.steelyard.lb.core.plugin;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;

/**
 * The parent of every plugin's class loader: finds the classes of the JDK and of the plugin API, and nothing else.
 *
 * <p>The platform class loader would not do. The JDK's built-in loaders share one map of packages to modules, so with the
 * host on the module path the platform loader finds the host's own libraries too, and a plugin would run on those instead
 * of the ones it brings.
 */
final class ApiClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    /** The loader of each visible package; {@code null} is the boot loader. */
    private final Map<String, ClassLoader> homes;

    ApiClassLoader(Map<String, ClassLoader> homes) {
        super("plugin-api", null);
        this.homes = new HashMap<>(homes);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        String home = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        if (!homes.containsKey(home)) {
            throw new ClassNotFoundException(name);
        }
        return Class.forName(name, false, homes.get(home));
    }

    @Override
    public URL getResource(String name) {
        return sees(name) ? home(name).getResource(name) : null;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return sees(name) ? home(name).getResources(name) : Collections.emptyEnumeration();
    }

    private boolean sees(String resource) {
        return homes.containsKey(packageOf(resource));
    }

    /** The boot loader has no object of its own; the platform loader finds resources of its packages as well. */
    private ClassLoader home(String resource) {
        ClassLoader home = homes.get(packageOf(resource));
        return home == null ? ClassLoader.getPlatformClassLoader() : home;
    }

    private static String packageOf(String resource) {
        return resource.substring(0, Math.max(0, resource.lastIndexOf('/'))).replace('/', '.');
    }
}
