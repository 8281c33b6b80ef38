package dev.steelyard.lb.core.stream;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.config.ListenerConfig.Protocol;
import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.config.SendProxy;
import dev.steelyard.lb.core.loop.LoopSocket;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.resilience.OverloadGuard;
import dev.steelyard.lb.core.routing.Route;
import dev.steelyard.lb.core.routing.RouteTable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * One client's connection from its first byte to its last: its route, its backend and how it ended.
 *
 * <p>Lives on its loop's thread.
 */
final class StreamConnection implements LoopSocket.Events, HelloPreamble.Result {
    /** An alert of TLS 1.2, which clients of every version read as long as no other is agreed upon: fatal, 112. */
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

    private final StreamListener listener;
    private final Streams streams;
    private final LoopStreams own;
    private final LoopSocket client;
    private final StreamView view;
    private final long startNanos;
    private OverloadGuard counted; // null if it is not counted there
    private RouteTable table; // null before it was taken in
    private Route route;
    private Pool pool;
    private HelloPreamble preamble; // null unless it is one of TLS
    private ByteBuffer early; // what was read before there was a backend; null for nothing
    private BackendSearch search;
    private Lease lease; // null unless a backend is connected
    private LiveBackend backend; // the last that was connected
    private LoopSocket server;
    private Relay relay;
    private long connectNanos = -1;
    private Scheduler.Task silence;
    private boolean ended;

    StreamConnection(StreamListener listener, Streams streams, LoopStreams own, LoopSocket client, StreamView view) {
        this.listener = listener;
        this.streams = streams;
        this.own = own;
        this.client = client;
        this.view = view;
        this.startNanos = streams.nanoTime().getAsLong();
    }

    void begin() {
        own.add(this);
        listener.onOpened();
        streams.onOpened();
        client.setEvents(this);
        watchSilence(listener.config().idleTimeout().toNanos());
        OverloadGuard.Entry entry = streams.guard().enter(Priority.NORMAL);
        if (entry == OverloadGuard.Entry.HEAP || entry == OverloadGuard.Entry.TOO_MANY) {
            String reason = entry == OverloadGuard.Entry.HEAP ? "overload_heap" : "overload_requests";
            streams.guard().refused(reason, listener.name(), Priority.NORMAL);
            end(reason, true);
            return;
        }
        counted = entry == OverloadGuard.Entry.COUNTED ? streams.guard() : null;
        if (listener.config().protocol() == Protocol.TLS) {
            awaitHello();
        } else {
            enter();
        }
    }

    private void awaitHello() {
        early = own.takeBuffer();
        preamble =
                new HelloPreamble(client, early, listener.config().headTimeout().toNanos(), this);
        preamble.begin();
    }

    @Override
    public void hello(ClientHello hello) {
        client.setEvents(this);
        view.setHello(hello);
        enter();
    }

    @Override
    public void failed(String reason) {
        end(reason, true);
    }

    private void enter() {
        table = listener.enterRoutes();
        if (table == null) {
            end("stopped", true);
            return;
        }
        route = table.find(view);
        if (route == null) {
            refuseServerName();
            return;
        }
        pool = route.target().choose(view).pool();
        search = new BackendSearch(this, pool, streams.metrics().shared());
        search.begin();
    }

    /** A client of TLS is told that this server is not here (RFC 6066 section 3), so that it does not ask again. */
    private void refuseServerName() {
        try {
            client.write(ByteBuffer.wrap(UNRECOGNIZED_NAME));
            end("no_route", false);
        } catch (IOException gone) {
            end("client_reset", true);
        }
    }

    LoopSocket client() {
        return client;
    }

    LoopStreams own() {
        return own;
    }

    StreamListener listener() {
        return listener;
    }

    StreamView view() {
        return view;
    }

    /** The backend that serves it or is being connected, or {@code null}. */
    LiveBackend backend() {
        Lease held = lease != null || search == null ? lease : search.lease();
        return held == null ? null : held.backend();
    }

    /** A backend is connected. */
    void onConnected(Pool from, Lease taken, LoopSocket socket) {
        lease = taken;
        server = socket;
        backend = taken.backend();
        connectNanos = taken.elapsedNanos();
        relay = new Relay(
                this,
                socket,
                streams.nanoTime(),
                streams.metrics().bytes(from.name(), backend.id(), "sent"),
                streams.metrics().bytes(from.name(), backend.id(), "received"));
        ByteBuffer first = early == null ? null : early.flip();
        early = null;
        relay.start(announced(from.config().sendProxy(), first));
    }

    /** What the client said, and before it who it is, if the backend shall know. */
    private ByteBuffer announced(SendProxy version, ByteBuffer said) {
        if (version == SendProxy.NONE) {
            return said;
        }
        InetSocketAddress here = client.localAddress();
        byte[] header =
                version == SendProxy.V1 ? ProxyHeader.v1(view.origin(), here) : ProxyHeader.v2(view.origin(), here);
        ByteBuffer both = ByteBuffer.allocate(header.length + (said == null ? 0 : said.remaining()));
        both.put(header);
        if (said != null) {
            both.put(said);
            own.giveBuffer(said);
        }
        return both.flip();
    }

    /** A connection is looked at no more often than it may be silent, so that silence costs no timer a byte. */
    private void watchSilence(long nanos) {
        silence = client.loop().scheduler().schedule(this::onSilenceDue, nanos, TimeUnit.NANOSECONDS);
    }

    private void onSilenceDue() {
        if (ended) {
            return;
        }
        long silent = streams.nanoTime().getAsLong() - (relay == null ? startNanos : relay.lastNanos());
        long left = listener.config().idleTimeout().toNanos() - silent;
        if (left > 0) {
            watchSilence(left);
        } else {
            end("idle_timeout", false);
        }
    }

    /** Ends it before its time. */
    void cut(String reason) {
        end(reason, true);
    }

    /**
     * Ends it; a second call does nothing.
     *
     * @param reason why it did not end well, or {@code null}
     * @param reset whether both sides shall see that
     */
    void end(String reason, boolean reset) {
        if (ended) {
            return;
        }
        ended = true;
        silence.cancel();
        if (preamble != null) {
            preamble.giveUp();
        }
        if (early != null) {
            own.giveBuffer(early);
            early = null;
        }
        if (search != null) {
            search.cancel();
        }
        if (relay != null) {
            relay.giveUp();
            close(server, reset);
        }
        close(client, reset);
        giveBack(reason);
        own.remove(this);
        streams.onEnd(record(reason));
        if (table != null) {
            table.leave();
        }
        if (counted != null) {
            counted.leave();
        }
        listener.onEnded();
    }

    private static void close(LoopSocket socket, boolean reset) {
        if (reset) {
            socket.reset();
        } else {
            socket.close();
        }
    }

    /** Whose fault a break was cannot be told from outside the protocol, so it never counts against the backend. */
    private void giveBack(String reason) {
        if (lease != null) {
            lease.complete(reason == null ? Outcome.Result.SUCCESS : Outcome.Result.CLIENT_FAULT, 0, connectNanos);
        }
    }

    private StreamRecord record(String reason) {
        return new StreamRecord(
                listener.name(),
                listener.config().protocol(),
                view.clientAddress(),
                view.host(),
                route == null ? null : route.name(),
                pool == null ? null : pool.name(),
                backend == null ? null : backend.id(),
                view.attempts(),
                search == null ? 0 : search.queuedNanos(),
                relay == null ? 0 : relay.upBytes(),
                relay == null ? 0 : relay.downBytes(),
                connectNanos,
                streams.nanoTime().getAsLong() - startNanos,
                reason);
    }

    /** Nothing is read before there is a backend. */
    @Override
    public void onReadable() {}

    @Override
    public void onWritable() {}

    @Override
    public void onLoopStopped() {
        cut("stopped");
    }
}
