package dev.steelyard.lb.core.stream;

import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.routing.RouteTable;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener of TCP as connections see it: what the config says of it now, and how many they are. Any thread. */
public final class StreamListener {
    private final String name;
    private final Runnable onReleased;
    private final AtomicInteger open = new AtomicInteger();
    private volatile ListenerConfig config;
    private volatile RouteTable routes;
    private volatile boolean left;

    /** @param onReleased hears of each connection that has ended */
    public StreamListener(String name, ListenerConfig config, RouteTable routes, Runnable onReleased) {
        this.name = name;
        this.config = config;
        this.routes = routes;
        this.onReleased = onReleased;
    }

    /** Its name in the config. */
    public String name() {
        return name;
    }

    /** What the config says of it. */
    public ListenerConfig config() {
        return config;
    }

    /** Connections from now on go by these. */
    public void change(ListenerConfig nextConfig, RouteTable nextRoutes) {
        config = nextConfig;
        routes = nextRoutes;
    }

    /** From now on connections are not taken in any more. */
    public void leave() {
        left = true;
    }

    /** Open client connections. */
    public int openConnections() {
        return open.get();
    }

    void onOpened() {
        open.incrementAndGet();
    }

    void onEnded() {
        open.decrementAndGet();
        onReleased.run();
    }

    /** The routes of now, which a connection is taken in by; {@code null} if it came too late for any. */
    RouteTable enterRoutes() {
        RouteTable table = routes;
        while (!table.enter()) {
            if (left) {
                return null;
            }
            table = routes; // tables are retired after others have taken over
        }
        return table;
    }
}
