package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.routing.RouteTable;
import java.util.Map;
import java.util.function.Function;

/**
 * Another set of listeners, whose addresses are bound: nothing can fail any more.
 *
 * <p>Closing it before it was taken gives the addresses back. One thread.
 *
 * @param wanted all there shall be, by name
 * @param routes the table of a listener, by its name
 * @param bound those that are new, or have another address
 */
public record NextListeners(
        Map<String, ListenerConfig> wanted, Function<String, RouteTable> routes, Map<String, Listening> bound)
        implements AutoCloseable {

    /** They are in use now: closing this does nothing. */
    void taken() {
        bound.clear();
    }

    @Override
    public void close() {
        bound.values().forEach(Listening::close);
    }
}
