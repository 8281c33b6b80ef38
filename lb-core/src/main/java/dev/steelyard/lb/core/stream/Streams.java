package dev.steelyard.lb.core.stream;

import dev.steelyard.lb.core.accesslog.AccessLog;
import dev.steelyard.lb.core.accesslog.AccessLogEvent;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.loop.LoopSocket;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.resilience.OverloadGuard;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** All connections that are passed on as they are, on all loops. Any thread. */
public final class Streams {
    private static final long CUT_AGAIN_MILLIS = 50;

    private final LoopGroup loops;
    private final StreamMetrics metrics;
    private final OverloadGuard guard;
    private final AccessLog accessLog;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final AtomicInteger open = new AtomicInteger();
    private final List<LoopStreams> byLoop = new ArrayList<>();

    public Streams(
            LoopGroup loops,
            StreamMetrics metrics,
            OverloadGuard guard,
            AccessLog accessLog,
            Clock clock,
            LongSupplier nanoTime) {
        this.loops = loops;
        this.metrics = metrics;
        this.guard = guard;
        this.accessLog = accessLog;
        this.clock = clock;
        this.nanoTime = nanoTime;
        loops.loops().forEach(loop -> byLoop.add(new LoopStreams()));
    }

    /** A connection was closed since its proxy did not say whose it is. */
    public void onBadProxy() {
        metrics.shared().clientFault("bad_proxy_header");
    }

    /**
     * Takes a connection in; called on its loop.
     *
     * @param source where it comes from, if a proxy said so, or {@code null}
     */
    public void accept(StreamListener listener, EventLoop loop, SocketChannel channel, InetSocketAddress source)
            throws IOException {
        LoopSocket client = new LoopSocket(loop, channel);
        InetSocketAddress peer = client.remoteAddress();
        if (peer == null) {
            throw new IOException("the client is gone already");
        }
        client.register();
        InetSocketAddress origin = source == null ? peer : source;
        StreamView view = new StreamView(peer.getAddress(), origin);
        new StreamConnection(listener, this, byLoop.get(loop.index()), client, view).begin();
    }

    /** A backend was removed: its connections end in peace, or at once if it was by force. */
    public void remove(LiveBackend backend) {
        if (backend.isCut()) {
            cut(connection -> connection.backend() == backend, "backend_removed");
            if (backend.inFlight() > 0) { // a lease may be on its way to its loop
                loops.loops()
                        .get(0)
                        .scheduler()
                        .schedule(() -> remove(backend), CUT_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Connections that are open now, of listeners that have left too. */
    public int open() {
        return open.get();
    }

    /** Ends all connections of a listener at once. */
    public CompletableFuture<Void> cut(StreamListener listener) {
        return cut(connection -> connection.listener() == listener, "stopped");
    }

    private CompletableFuture<Void> cut(Predicate<StreamConnection> which, String reason) {
        return CompletableFuture.allOf(loops.loops().stream()
                .map(loop -> CompletableFuture.runAsync(
                        () -> byLoop.get(loop.index()).cut(which, reason), loop))
                .toArray(CompletableFuture[]::new));
    }

    StreamMetrics metrics() {
        return metrics;
    }

    OverloadGuard guard() {
        return guard;
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    void onOpened() {
        open.incrementAndGet();
    }

    /** Counted last: a stop waits for it, and then closes the log. */
    void onEnd(StreamRecord record) {
        metrics.onEnd(record);
        if (accessLog.isOn()) {
            accessLog.write(event(record));
        }
        open.decrementAndGet();
    }

    private AccessLogEvent event(StreamRecord record) {
        return new AccessLogEvent(
                clock.millis() - TimeUnit.NANOSECONDS.toMillis(record.totalNanos()),
                null,
                record.listener(),
                record.client(),
                null,
                record.host().isEmpty() ? null : record.host(),
                null,
                null,
                record.protocol().name().toLowerCase(Locale.ROOT),
                record.route(),
                record.pool(),
                record.backend(),
                record.attempts(),
                record.queuedNanos(),
                0,
                record.upBytes(),
                record.downBytes(),
                record.connectNanos(),
                record.totalNanos(),
                record.reason());
    }
}
