package dev.steelyard.lb.core.plugin;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Realms that were closed, until their classes are gone: one that stays is held by something, as a thread of its own, and its
 * classes are never freed. Any thread.
 */
public final class ClosedRealms {
    private final List<WeakReference<ClassLoader>> loaders = new CopyOnWriteArrayList<>();

    /** Closes realms and watches what becomes of their classes. */
    public void close(List<PluginRealm> realms) {
        for (PluginRealm realm : realms) {
            loaders.add(new WeakReference<>(realm.loader()));
            realm.close();
        }
    }

    /** Closed realms whose classes are still there; the next full collection frees those that nothing holds. */
    public int unreclaimed() {
        loaders.removeIf(loader -> loader.refersTo(null));
        return loaders.size();
    }
}
