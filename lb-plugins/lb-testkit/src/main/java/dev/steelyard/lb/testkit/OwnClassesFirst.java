package dev.steelyard.lb.testkit;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * Loads the classes at one place anew, whatever the parent has of them, and all others from the parent.
 *
 * <p>The core loads a plugin that is not all modules this way. Under a plain class loader the test run's own copy would be
 * found first, which is in a named module, where {@link java.util.ServiceLoader} does not read services files.
 */
final class OwnClassesFirst extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    OwnClassesFirst(URL place, ClassLoader parent) {
        super(new URL[] {place}, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : ownOrParents(name, resolve);
        }
    }

    private Class<?> ownOrParents(String name, boolean resolve) throws ClassNotFoundException {
        try {
            return findClass(name);
        } catch (ClassNotFoundException notHere) {
            return super.loadClass(name, resolve);
        }
    }
}
