package dev.steelyard.lb.core.server;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.accesslog.AccessLog;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.proxy.HttpListener;
import dev.steelyard.lb.core.proxy.LbProxyHandler;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners on one Jetty server. Started and stopped once, by one thread. */
public final class LbServer {
    private static final Logger LOG = LoggerFactory.getLogger(LbServer.class);
    private static final long DRAIN_POLL_MILLIS = 20;

    private final LoopGroup loops;
    private final Server server;
    private final ProxyMetrics metrics;
    private final MetricRegistry registry;
    private final LongSupplier nanoTime;
    private final Map<String, BoundListener> listeners = new LinkedHashMap<>();

    public LbServer(
            LoopGroup loops,
            ThreadPool threads,
            Scheduler scheduler,
            ByteBufferPool buffers,
            LbProxyHandler handler,
            ProxyMetrics metrics,
            MetricRegistry registry,
            AccessLog accessLog,
            Clock clock,
            LongSupplier nanoTime) {
        this.loops = loops;
        this.server = new Server(threads, scheduler, buffers);
        this.metrics = metrics;
        this.registry = registry;
        this.nanoTime = nanoTime;
        server.setHandler(handler);
        server.setErrorHandler(new LbErrorHandler());
        server.setRequestLog(new RequestEnd(metrics, accessLog, clock, nanoTime));
        server.setStopTimeout(0); // draining is ours, see drain()
    }

    /**
     * Binds all listeners and then serves them.
     *
     * @throws IOException if an address cannot be bound; none is bound then
     */
    public void start(List<HttpListener> added) throws Exception {
        added.forEach(listener -> add(new BoundListener(server, loops, listener)));
        try {
            for (BoundListener listener : listeners.values()) {
                listener.open();
            }
            server.start();
        } catch (Exception failure) {
            stop();
            throw failure;
        }
    }

    private void add(BoundListener listener) {
        server.addConnector(listener.connector());
        listeners.put(listener.name(), listener);
        String key = MetricNames.key(MetricNames.CONNECTIONS_ACTIVE, "listener", listener.name());
        registry.register(key, (Gauge<Integer>) listener::openConnections);
    }

    /** The port that a listener took. */
    public int port(String listener) {
        return listeners.get(listener).port();
    }

    /** Open client connections of all listeners. */
    public long openConnections() {
        return listeners.values().stream()
                .mapToLong(BoundListener::openConnections)
                .sum();
    }

    /** Takes no more connections and waits until no request is under way, or the time is over. */
    public void drain(Duration atMost) throws InterruptedException {
        listeners.values().forEach(BoundListener::stopAccepting);
        long deadline = nanoTime.getAsLong() + atMost.toNanos();
        while (metrics.active() > 0 && nanoTime.getAsLong() - deadline < 0) {
            Thread.sleep(DRAIN_POLL_MILLIS);
        }
        if (metrics.active() > 0) {
            LOG.warn("{} requests were cut off after {} s of draining", metrics.active(), atMost.toSeconds());
        }
    }

    /** Closes everything that is left. */
    public void stop() throws Exception {
        server.stop();
        listeners.values().forEach(listener -> listener.connector().stopAccepting());
    }
}
