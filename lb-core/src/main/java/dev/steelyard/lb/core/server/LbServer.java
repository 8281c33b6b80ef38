package dev.steelyard.lb.core.server;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.accesslog.AccessLog;
import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.proxy.HttpListener;
import dev.steelyard.lb.core.proxy.LbProxyHandler;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.stream.Streams;
import dev.steelyard.lb.core.tls.ServerTls;
import dev.steelyard.lb.core.tls.TlsContexts;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners: those of HTTP on one Jetty server, others beside it. Changed by one thread at a time. */
public final class LbServer {
    private static final Logger LOG = LoggerFactory.getLogger(LbServer.class);
    private static final long DRAIN_POLL_MILLIS = 20;
    private static final int QUIET_LOOKS = 3;

    /** A client that is at work asks again within a second; one that is not will open another connection. */
    private static final long LAST_REQUEST_NANOS = 1_000_000_000;

    private final LoopGroup loops;
    private final Server server;
    private final ProxyMetrics metrics;
    private final MetricRegistry registry;
    private final LongSupplier nanoTime;
    private final StandingFaults faults;
    private final Streams streams;
    private final boolean follows;
    private final TlsContexts tls;
    private volatile Map<String, Listening> listeners = Map.of();

    /**
     * @param tls what listeners in TLS need; prepared for each config before it is taken on
     * @param follows whether another balancer still has the addresses, and lets go of them when this one serves
     */
    public LbServer(
            LoopGroup loops,
            ThreadPool threads,
            Scheduler scheduler,
            ByteBufferPool buffers,
            LbProxyHandler handler,
            ProxyMetrics metrics,
            MetricRegistry registry,
            AccessLog accessLog,
            Streams streams,
            Clock clock,
            LongSupplier nanoTime,
            StandingFaults faults,
            TlsContexts tls,
            boolean follows) {
        this.tls = tls;
        this.follows = follows;
        this.streams = streams;
        this.loops = loops;
        this.server = new Server(threads, scheduler, buffers);
        this.metrics = metrics;
        this.registry = registry;
        this.nanoTime = nanoTime;
        this.faults = faults;
        server.setHandler(handler);
        server.setErrorHandler(new LbErrorHandler());
        server.setRequestLog(new RequestEnd(metrics, accessLog, clock, nanoTime));
        server.setStopTimeout(0); // draining is ours, see drain()
    }

    /**
     * Binds the addresses that another set of listeners needs; nothing else changes yet.
     *
     * @param routes the table of a listener, by its name
     * @throws IOException if an address cannot be bound; none is bound then
     */
    public NextListeners prepare(Map<String, ListenerConfig> wanted, Function<String, RouteTable> routes)
            throws IOException {
        NextListeners next = new NextListeners(wanted, routes, new LinkedHashMap<>());
        try {
            for (String name : wanted.keySet()) {
                bind(name, next);
            }
            return next;
        } catch (IOException | RuntimeException taken) {
            next.close();
            throw taken;
        }
    }

    private void bind(String name, NextListeners next) throws IOException {
        ListenerConfig config = next.wanted().get(name);
        Listening known = listeners.get(name);
        if (known == null || !known.canBecome(config)) {
            Listening added = made(name, config, next.routes().apply(name));
            next.bound().put(name, added);
            added.open(follows || hasPort(config.bind().port()));
        }
    }

    private Listening made(String name, ListenerConfig config, RouteTable routes) {
        return switch (config.protocol()) {
            case HTTP, HTTPS ->
                new BoundListener(
                        server, loops, metrics, faults, new HttpListener(name, config, routes), this::tls, registry);
            case TCP, TLS -> new StreamPort(loops, streams, faults, name, config, routes);
        };
    }

    private ServerTls tls(ListenerConfig config) {
        return config.tls().map(tls::server).orElse(null);
    }

    /** Whether a listener of ours has a port already, perhaps of an address that the new one covers. */
    private boolean hasPort(int port) {
        return port != 0 && listeners.values().stream().anyMatch(listener -> listener.port() == port);
    }

    /**
     * Serves by these listeners from now on. Those that stay keep their connections.
     *
     * @return those that are not wanted any more: they take no more connections
     */
    public LeavingListeners take(NextListeners next) throws IOException {
        Map<String, Listening> all = new LinkedHashMap<>();
        next.wanted().forEach((name, config) -> all.put(name, taken(name, config, next)));
        List<Listening> leaving = new ArrayList<>(listeners.values());
        leaving.removeAll(all.values());
        next.taken();
        listeners = Collections.unmodifiableMap(all);
        leaving.forEach(this::forget);
        start();
        return new LeavingListeners(leaving);
    }

    private void start() throws IOException {
        try {
            server.start(); // which does nothing if it runs
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IOException("the server cannot be started: " + failure.getMessage(), failure);
        }
    }

    private Listening taken(String name, ListenerConfig config, NextListeners next) {
        Listening added = next.bound().get(name);
        if (added != null) {
            add(added);
            return added;
        }
        Listening known = listeners.get(name);
        known.change(config, next.routes().apply(name));
        return known;
    }

    private void add(Listening listener) {
        listener.begin();
        String key = connectionsKey(listener.name());
        registry.remove(key);
        registry.register(key, (Gauge<Integer>) listener::openConnections);
    }

    /** What stays in the registry keeps the listener's routes, their pools, and the classes of their plugins. */
    private void forget(Listening left) {
        if (!listeners.containsKey(left.name())) {
            registry.remove(connectionsKey(left.name()));
        }
    }

    private static String connectionsKey(String listener) {
        return MetricNames.key(MetricNames.CONNECTIONS_ACTIVE, "listener", listener);
    }

    /** The port that a listener took. */
    public int port(String listener) {
        return listeners.get(listener).port();
    }

    /** Open client connections of all listeners. */
    public long openConnections() {
        return listeners.values().stream().mapToLong(Listening::openConnections).sum();
    }

    /**
     * Takes no more connections and waits until no request is under way, or the time is over. A client that keeps its
     * connection learns from its next answer that it shall not, so each gets a moment to ask once more.
     */
    public void drain(Duration atMost) throws InterruptedException {
        listeners.values().forEach(Listening::stopAccepting);
        long start = nanoTime.getAsLong();
        long grace = Math.min(LAST_REQUEST_NANOS, atMost.toNanos());
        // Connections that were just taken are on their way to their loops, and counted by nobody yet: one look is not
        // enough.
        for (int quiet = 0; quiet < QUIET_LOOKS && nanoTime.getAsLong() - start < atMost.toNanos(); ) {
            quiet = isBusy(nanoTime.getAsLong() - start < grace) ? 0 : quiet + 1;
            Thread.sleep(DRAIN_POLL_MILLIS);
        }
        if (metrics.active() + metrics.tunnels() > 0) {
            LOG.warn(
                    "{} requests were cut off after {} s of draining, and {} tunnels",
                    metrics.active(),
                    atMost.toSeconds(),
                    metrics.tunnels());
        }
        if (streams.open() > 0) {
            LOG.warn("{} connections were cut off after {} s of draining", streams.open(), atMost.toSeconds());
        }
    }

    /** Connections that are passed on as they are end when their ends want it, so each is waited for. */
    private boolean isBusy(boolean waitForIdle) {
        boolean busy = metrics.active() + metrics.tunnels() + streams.open() > 0;
        return busy || (waitForIdle && openConnections() > 0);
    }

    /** Closes everything that is left. */
    public void stop() throws Exception {
        server.stop();
        listeners.values().forEach(Listening::close);
    }
}
