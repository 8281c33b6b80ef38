package dev.steelyard.lb.core.upstream;

import dev.steelyard.lb.core.config.TimeoutsConfig;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.loop.LoopConnect;
import dev.steelyard.lb.core.loop.LoopEndPoint;
import dev.steelyard.lb.core.pool.LiveBackend;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.Promise;

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
    private final Set<LoopEndPoint> open = ConcurrentHashMap.newKeySet();

    LoopTransport(EventLoop loop, LiveBackend backend, Supplier<TimeoutsConfig> timeouts) {
        this.loop = loop;
        this.backend = backend;
        this.timeouts = timeouts;
    }

    @Override
    public SocketAddress getSocketAddress() {
        return backend.address();
    }

    @Override
    public void connect(SocketAddress address, Map<String, Object> context) {
        if (loop.inLoop()) {
            LoopConnect.start(loop, address, timeouts.get().connect().toNanos(), new Opening(context));
        } else {
            loop.execute(() -> connect(address, context));
        }
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

    /** What {@link ClientConnector} does with a new channel. */
    private final class Opening implements LoopConnect.Result {
        private final Map<String, Object> context;
        private final Promise<Connection> promise;

        @SuppressWarnings("unchecked") // by the contract of the context key
        Opening(Map<String, Object> context) {
            this.context = context;
            this.promise = (Promise<Connection>) context.get(ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY);
        }

        @Override
        public void connected(LoopEndPoint endPoint) throws IOException {
            endPoint.setIdleTimeout(silenceMillis());
            Connection connection = newConnection(endPoint, context);
            endPoint.open(connection);
            open.removeIf(earlier -> !earlier.isOpen());
            open.add(endPoint);
            promise.succeeded(connection);
        }

        @Override
        public void failed(Throwable failure) {
            promise.failed(failure);
        }
    }

    /** The backend and the loop are the identity of connections, whatever the address. */
    @Override
    public boolean equals(Object other) {
        return other instanceof LoopTransport transport && transport.backend == backend && transport.loop == loop;
    }

    @Override
    public int hashCode() {
        return 31 * backend.hashCode() + loop.index();
    }

    @Override
    public String toString() {
        return "LoopTransport[" + loop + " to " + backend.id() + "]";
    }
}
