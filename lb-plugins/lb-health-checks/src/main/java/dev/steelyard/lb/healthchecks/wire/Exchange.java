package dev.steelyard.lb.healthchecks.wire;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.ProbeResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;

/**
 * One connection of a probe: connects, sends, and reads until the reader knows the result.
 *
 * <p>The work runs on the threads of the JDK's default channel group. Whatever completes the future, a result, a failure
 * or the caller's cancellation, closes the connection.
 */
public final class Exchange implements SecureLink.Steps {
    /** One health answer fits into one or two reads; a larger buffer would sit idle a thousand times over. */
    private static final int READ_BYTES = 4 * 1024;

    private final InetSocketAddress address;
    private final AsynchronousSocketChannel channel;
    private final ByteBuffer request;
    private final AnswerReader reader;
    private final SecureLink secure; // null in plain text
    private final ByteBuffer received = ByteBuffer.allocate(READ_BYTES);
    private final CompletableFuture<ProbeResult> result = new CompletableFuture<>();

    private Exchange(
            InetSocketAddress address,
            AsynchronousSocketChannel channel,
            Optional<SSLEngine> tls,
            byte[] request,
            AnswerReader reader) {
        this.secure = tls.map(engine -> new SecureLink(channel, engine, this)).orElse(null);
        this.address = address;
        this.channel = channel;
        this.request = ByteBuffer.wrap(request);
        this.reader = reader;
    }

    /**
     * Starts an exchange, in TLS if the backend is spoken to in that; never blocks.
     *
     * @param protocol what is spoken, as ALPN calls it
     * @param request may be empty
     * @return completes with what the reader says, or down if the connection fails
     */
    public static CompletableFuture<ProbeResult> start(
            Backend backend, String protocol, byte[] request, AnswerReader reader) {
        return start(backend, backend.newTlsEngine(List.of(protocol)), request, reader);
    }

    /** The same in plain text, whatever requests are sent in. */
    public static CompletableFuture<ProbeResult> start(Backend backend, byte[] request, AnswerReader reader) {
        return start(backend, Optional.empty(), request, reader);
    }

    private static CompletableFuture<ProbeResult> start(
            Backend backend, Optional<SSLEngine> tls, byte[] request, AnswerReader reader) {
        InetSocketAddress address = backend.address();
        if (address.isUnresolved()) {
            return CompletableFuture.completedFuture(
                    ProbeResult.down(0, "cannot resolve host " + Shown.text(backend.host())));
        }
        try {
            return new Exchange(address, AsynchronousSocketChannel.open(), tls, request, reader).run();
        } catch (IOException noSocket) {
            return CompletableFuture.completedFuture(
                    ProbeResult.down(0, "cannot open a socket: " + Shown.failure(noSocket)));
        }
    }

    private CompletableFuture<ProbeResult> run() {
        result.whenComplete((any, failure) -> closeChannel());
        guarded(() -> channel.connect(address, null, after("connect to " + shownAddress(), connected -> send())));
        return result;
    }

    private String shownAddress() {
        String literal = address.getAddress().getHostAddress();
        return (literal.indexOf(':') < 0 ? literal : "[" + literal + "]") + ":" + address.getPort();
    }

    private void send() {
        write(request, () -> endOr(reader.sent(), this::read));
    }

    private void read() {
        if (secure != null) {
            secure.read(this::judge, this::end);
            return;
        }
        received.clear();
        channel.read(received, null, next("connection lost", count -> {
            if (count < 0) {
                end();
            } else {
                judge(received.flip());
            }
        }));
    }

    private void judge(ByteBuffer bytes) {
        endOr(reader.received(bytes), this::reply);
    }

    private void end() {
        result.complete(reader.ended());
    }

    private void reply() {
        write(ByteBuffer.wrap(reader.reply()), this::read);
    }

    private void write(ByteBuffer bytes, Runnable then) {
        if (secure != null) {
            secure.write(bytes, then);
        } else if (bytes.hasRemaining()) {
            channel.write(bytes, null, next("send", written -> write(bytes, then)));
        } else {
            then.run();
        }
    }

    private void endOr(ProbeResult known, Runnable next) {
        if (known == null) {
            next.run();
        } else if (reader.farewell().length == 0 || secure != null) {
            result.complete(known);
        } else {
            channel.write(ByteBuffer.wrap(reader.farewell()), null, always(() -> result.complete(known)));
        }
    }

    /** What is known does not change by a farewell that nobody hears. */
    private static CompletionHandler<Integer, Void> always(Runnable step) {
        return new CompletionHandler<>() {
            @Override
            public void completed(Integer written, Void attachment) {
                step.run();
            }

            @Override
            public void failed(Throwable failure, Void attachment) {
                step.run();
            }
        };
    }

    @Override
    public void fail(String why) {
        result.complete(ProbeResult.down(0, why));
    }

    @Override
    public CompletionHandler<Integer, Void> next(String action, Consumer<Integer> step) {
        return after(action, step);
    }

    private <V> CompletionHandler<V, Void> after(String action, Consumer<V> step) {
        return new CompletionHandler<>() {
            @Override
            public void completed(V value, Void attachment) {
                guarded(() -> step.accept(value));
            }

            @Override
            public void failed(Throwable failure, Void attachment) {
                result.complete(ProbeResult.down(0, action + ": " + Shown.failure(failure)));
            }
        };
    }

    /** An exception that escaped to the channel group would leave the future open and the connection with it. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
        }
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed); // lands in whenComplete's own future: the result stands
        }
    }
}
