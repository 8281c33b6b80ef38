package dev.steelyard.lb.healthchecks.wire;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * TLS on the connection of a probe.
 *
 * <p>One step at a time, each begun when the one before has ended. An engine that finds fault ends the probe by way of {@link
 * Steps#fail}.
 */
final class SecureLink {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final AsynchronousSocketChannel channel;
    private final SSLEngine engine;
    private final Steps steps;
    private final ByteBuffer outbound; // sealed
    private final ByteBuffer inbound; // sealed; ready to be read from
    private final ByteBuffer opened;

    /** How the probe goes on after what the channel does. */
    interface Steps {
        /** What runs when a transfer is done. */
        CompletionHandler<Integer, Void> next(String action, Consumer<Integer> step);

        /** Ends the probe. */
        void fail(String why);
    }

    SecureLink(AsynchronousSocketChannel channel, SSLEngine engine, Steps steps) {
        this.channel = channel;
        this.engine = engine;
        this.steps = steps;
        int packet = engine.getSession().getPacketBufferSize();
        this.outbound = ByteBuffer.allocate(packet);
        this.inbound = ByteBuffer.allocate(packet).flip();
        this.opened = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    }

    /** Sends all of the bytes, after the handshake if that has not been made. */
    void write(ByteBuffer bytes, Runnable then) {
        if (bytes.hasRemaining() || isHandshaking()) {
            step(bytes, () -> write(bytes, then), null);
        } else {
            then.run();
        }
    }

    /** Reads some bytes. */
    void read(Consumer<ByteBuffer> then, Runnable ended) {
        opened.clear();
        step(NOTHING, () -> opened(then, ended), ended);
    }

    private void opened(Consumer<ByteBuffer> then, Runnable ended) {
        if (opened.position() > 0) {
            then.accept(opened.flip());
        } else {
            read(then, ended); // a session ticket, or another word between the two ends
        }
    }

    private boolean isHandshaking() {
        return engine.getSession().getCipherSuite().endsWith("_NULL_NULL")
                || engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    /**
     * One step of the engine.
     *
     * @param bytes to be sent, if there are any
     * @param ended what comes at the peer's end; {@code null} if that is too early
     */
    private void step(ByteBuffer bytes, Runnable then, Runnable ended) {
        try {
            HandshakeStatus wanted = engine.getHandshakeStatus();
            if (wanted == HandshakeStatus.NEED_TASK) {
                runTasks();
                step(bytes, then, ended);
            } else if (wanted == HandshakeStatus.NEED_UNWRAP || (bytes == NOTHING && !mustWrap(wanted))) {
                open(bytes, then, ended);
            } else {
                seal(bytes, then);
            }
        } catch (SSLException refused) {
            steps.fail("TLS: " + Shown.failure(root(refused)));
        }
    }

    /** What the others say is only that, in the words of the JDK's classes. */
    private static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : root(cause);
    }

    private static boolean mustWrap(HandshakeStatus wanted) {
        return wanted == HandshakeStatus.NEED_WRAP;
    }

    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    private void seal(ByteBuffer bytes, Runnable then) throws SSLException {
        outbound.clear();
        engine.wrap(bytes, outbound);
        flush(outbound.flip(), then);
    }

    private void flush(ByteBuffer sealed, Runnable then) {
        if (sealed.hasRemaining()) {
            channel.write(sealed, null, steps.next("send", sent -> flush(sealed, then)));
        } else {
            then.run();
        }
    }

    private void open(ByteBuffer bytes, Runnable then, Runnable ended) throws SSLException {
        SSLEngineResult result = engine.unwrap(inbound, opened);
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> receive(() -> step(bytes, then, ended), ended);
            case CLOSED -> end(ended);
            case OK -> then.run();
            case BUFFER_OVERFLOW -> throw new SSLException("a record is longer than it may be");
        }
    }

    private void receive(Runnable then, Runnable ended) {
        inbound.compact();
        channel.read(inbound, null, steps.next("connection lost", count -> {
            inbound.flip();
            if (count < 0) {
                end(ended);
            } else {
                then.run();
            }
        }));
    }

    private void end(Runnable ended) {
        if (ended == null) {
            steps.fail("TLS: the server closed the connection in the handshake");
        } else {
            ended.run();
        }
    }
}
