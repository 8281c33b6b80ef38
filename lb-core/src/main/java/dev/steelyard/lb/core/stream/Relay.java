package dev.steelyard.lb.core.stream;

import com.codahale.metrics.Counter;
import dev.steelyard.lb.core.loop.LoopSocket;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * Passes bytes on between a client and a backend until both have said all, or one of them is gone.
 *
 * <p>An end is passed on as an end, so either may go on alone; a reset as a reset. Lives on its loop's thread.
 */
final class Relay {
    private final StreamConnection connection;
    private final LongSupplier nanoTime;
    private final Flow up;
    private final Flow down;
    private final String upGone = "server_reset";
    private final String downGone = "client_reset";
    private long lastNanos;
    private Flow survivor; // the direction that may still have something although the other is broken
    private long bytesAtBreak;

    /**
     * @param sent counts what backends are sent
     * @param received counts what backends send
     */
    Relay(StreamConnection connection, LoopSocket server, LongSupplier nanoTime, Counter sent, Counter received) {
        this.connection = connection;
        this.nanoTime = nanoTime;
        LoopSocket client = connection.client();
        this.up = new Flow(client, server, connection.own(), sent);
        this.down = new Flow(server, client, connection.own(), received);
        client.setEvents(new Side(up, down));
        server.setEvents(new Side(down, up));
        lastNanos = nanoTime.getAsLong();
    }

    /** @param before what the backend gets first; {@code null} for nothing */
    void start(ByteBuffer before) {
        down.start(null);
        onStep(up, up.start(before));
    }

    private Flow other(Flow flow) {
        return flow == up ? down : up;
    }

    private void onStep(Flow flow, Flow.Step step) {
        lastNanos = nanoTime.getAsLong();
        switch (step) {
            case GOES_ON -> {}
            case AT_END -> onEnd(flow);
            case SOURCE_RESET -> connection.end(flow == up ? downGone : upGone, true);
            case SINK_GONE -> onSinkGone(flow);
        }
    }

    private void onEnd(Flow flow) {
        if (survivor != null) {
            connection.end(survivor == down ? upGone : downGone, flow.bytes() == bytesAtBreak);
        } else if (other(flow).isOver()) {
            connection.end(null, false);
        }
    }

    /** Who takes no more may have told why before it went: that still goes to the other side. */
    private void onSinkGone(Flow flow) {
        flow.giveUp();
        survivor = other(flow);
        bytesAtBreak = survivor.bytes();
        if (survivor.isOver()) {
            connection.end(flow == up ? upGone : downGone, true);
        }
    }

    /** When anything moved last. */
    long lastNanos() {
        return lastNanos;
    }

    /** Bytes the backend was sent. */
    long upBytes() {
        return up.bytes();
    }

    /** Bytes the client was sent. */
    long downBytes() {
        return down.bytes();
    }

    void giveUp() {
        up.giveUp();
        down.giveUp();
    }

    /** One of the two sockets: the source of one direction and the sink of the other. */
    private final class Side implements LoopSocket.Events {
        private final Flow source;
        private final Flow sink;

        Side(Flow source, Flow sink) {
            this.source = source;
            this.sink = sink;
        }

        @Override
        public void onReadable() {
            onStep(source, source.onReadable());
        }

        @Override
        public void onWritable() {
            onStep(sink, sink.onWritable());
        }

        @Override
        public void onLoopStopped() {
            connection.cut("stopped");
        }
    }
}
