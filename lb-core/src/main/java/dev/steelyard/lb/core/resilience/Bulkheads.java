package dev.steelyard.lb.core.resilience;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bulkheads of all routes by name. A route that is made anew finds the one it had; one that no route and no request uses
 * any more is forgotten. Any thread; not for the request path.
 */
public final class Bulkheads {
    private final Map<String, WeakReference<Bulkhead>> byRoute = new TreeMap<>();

    /** That of a route, made if there is none. */
    public synchronized Bulkhead of(String route) {
        byRoute.values().removeIf(reference -> reference.get() == null);
        WeakReference<Bulkhead> known = byRoute.get(route);
        Bulkhead found = known == null ? null : known.get();
        if (found == null) {
            found = new Bulkhead();
            byRoute.put(route, new WeakReference<>(found));
        }
        return found;
    }

    /** Those in use, by route. */
    public synchronized Map<String, Bulkhead> all() {
        Map<String, Bulkhead> all = new TreeMap<>();
        byRoute.forEach((route, reference) -> {
            Bulkhead bulkhead = reference.get();
            if (bulkhead != null) {
                all.put(route, bulkhead);
            }
        });
        return all;
    }
}
