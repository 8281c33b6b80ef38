package dev.steelyard.lb.core.upstream;

import dev.steelyard.lb.core.config.TimeoutsConfig;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.loop.LoopConnect;
import dev.steelyard.lb.core.loop.LoopEndPoint;
import dev.steelyard.lb.core.pool.LiveBackend;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.io.Transport;

/**
 * Connects one loop to one backend, at the address that the pool has looked up.
 *
 * <p>Jetty keys destinations by transport, so each loop has its own connections to each backend. Jetty's own transport would
 * look the host up for each connection, on an executor, and refuse names with an underscore.
 */
final class LoopTransport extends Transport.Socket {
    private final EventLoop loop;
    private final LiveBackend backend;
    private final Supplier<TimeoutsConfig> timeouts;
    private final BackendChain chain;
    private final Set<LoopEndPoint> open = ConcurrentHashMap.newKeySet();

    LoopTransport(EventLoop loop, LiveBackend backend, Supplier<TimeoutsConfig> timeouts, BackendChain chain) {
        this.loop = loop;
        this.backend = backend;
        this.timeouts = timeouts;
        this.chain = chain;
    }

    /** That of the destination whose connections these are. */
    Origin origin() {
        return new Origin("http", BackendTransport.NOWHERE, backend, chain.protocol(), this);
    }

    LiveBackend backend() {
        return backend;
    }

    BackendChain chain() {
        return chain;
    }

    @Override
    public SocketAddress getSocketAddress() {
        return backend.address();
    }

    @Override
    public void connect(SocketAddress address, Map<String, Object> context) {
        if (loop.inLoop()) {
            Duration patience = timeouts.get().connect();
            Opening opening = new Opening(this, context, chain.newEngine(backend), patience);
            LoopConnect.start(loop, address, patience.toNanos(), opening);
        } else {
            loop.execute(() -> connect(address, context));
        }
    }

    void onConnected(LoopEndPoint endPoint) {
        endPoint.setIdleTimeout(silenceMillis());
        open.removeIf(earlier -> !earlier.isOpen());
        open.add(endPoint);
    }

    /** Connections that are open now. */
    int connections() {
        open.removeIf(endPoint -> !endPoint.isOpen());
        return open.size();
    }

    /** To what is under way on them it is as if the backend had closed them; whoever reads closes them then. */
    void cut() {
        loop.execute(() -> open.forEach(LoopEndPoint::endInput));
    }

    /**
     * One timer watches a connection both idle and in use, so the longer time rules both: cutting an answer short is worse
     * than keeping an idle connection longer, which its backend may close at any time anyway.
     */
    private long silenceMillis() {
        return Math.max(
                timeouts.get().keepAlive().toMillis(), timeouts.get().response().toMillis());
    }

    /** Jetty tells destinations apart by this: each of these is one of its own, whatever its address. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "LoopTransport[" + loop + " to " + backend.id() + "]";
    }
}
