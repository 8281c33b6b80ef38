package dev.steelyard.lb.core.plugin;

import java.util.function.Supplier;

/** Calls into a plugin with its class loader as the thread's context class loader, which libraries look things up by. */
public final class ContextLoader {
    private ContextLoader() {}

    /** What the call returns; the thread's former context class loader is back afterwards, however the call ends. */
    public static <T> T call(ClassLoader loader, Supplier<T> call) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return call.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
