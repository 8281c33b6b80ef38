package dev.steelyard.lb.core.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A backend that does what a script says with each connection and keeps the requests that it read. */
final class RawOrigin implements AutoCloseable {
    static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    /** What is done with one connection. */
    @FunctionalInterface
    interface Script {
        void serve(Wire wire, RawOrigin origin) throws Exception;
    }

    private final ServerSocket listener;
    private final Script script;
    private final Layer layer;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Wire> connections = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Wire.Message> requests = new LinkedBlockingQueue<>();

    /** What lies between TCP and what the script says. */
    private interface Layer {
        Socket over(Socket socket) throws IOException;
    }

    private RawOrigin(ServerSocket listener, Script script, Layer layer) {
        this.listener = listener;
        this.script = script;
        this.layer = layer;
    }

    /** One that speaks TLS; the handshake happens as the script reads. */
    static RawOrigin inTls(SSLContext context, Script script) {
        return inTls(context, socket -> {}, script);
    }

    /**
     * The same.
     *
     * @param rules what is otherwise than by default
     */
    static RawOrigin inTls(SSLContext context, Consumer<SSLSocket> rules, Script script) {
        return onPort(0, script, socket -> {
            SSLSocket secure =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            secure.setUseClientMode(false);
            rules.accept(secure);
            return secure;
        });
    }

    static RawOrigin running(Script script) {
        return onPort(0, script);
    }

    static RawOrigin onPort(int port, Script script) {
        return onPort(port, script, socket -> socket);
    }

    private static RawOrigin onPort(int port, Script script, Layer layer) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
            RawOrigin origin = new RawOrigin(listener, script, layer);
            origin.threads.execute(origin::acceptAll);
            return origin;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** Answers every request of every connection. */
    static RawOrigin answering(Function<Wire.Message, String> answer) {
        return running(answers(answer));
    }

    /** Says the same to everyone. */
    static RawOrigin saying(String answer) {
        return answering(request -> answer);
    }

    static Script answers(Function<Wire.Message, String> answer) {
        return (wire, origin) -> {
            while (true) {
                Wire.Message request = origin.take(wire);
                wire.write(answer.apply(request));
            }
        };
    }

    /** Reads a request and keeps it. */
    Wire.Message take(Wire wire) throws IOException {
        return keep(wire.read());
    }

    Wire.Message keep(Wire.Message request) {
        requests.add(request);
        return request;
    }

    /** The next request that was read, waited for at most 10 seconds. */
    Wire.Message request() throws InterruptedException {
        Wire.Message next = requests.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request came within 10 s");
        }
        return next;
    }

    /** How many requests were read and not yet asked for. */
    int requestsLeft() {
        return requests.size();
    }

    int connections() {
        return connections.size();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                serve(listener.accept());
            } catch (IOException closed) {
                return; // accept fails only when the listener is closed, which is how an origin ends
            }
        }
    }

    private synchronized void serve(Socket socket) throws IOException {
        Wire wire = new Wire(layer.over(socket), socket);
        if (listener.isClosed()) {
            wire.reset(); // accepted in the moment of closing, after all others were reset
            return;
        }
        connections.add(wire);
        threads.execute(() -> run(wire));
    }

    private void run(Wire wire) {
        try (wire) {
            script.serve(wire, this);
        } catch (EOFException | java.net.SocketException | SSLException peerWentAway) {
            return;
        } catch (Exception | AssertionError failure) {
            if (!listener.isClosed()) {
                failures.add(failure);
            }
        }
    }

    /** Takes no more connections and resets those it has, as a process that is killed. */
    void kill() {
        try {
            resetAll();
            threads.shutdownNow();
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("a script did not end");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stop);
        }
    }

    private synchronized void resetAll() throws IOException {
        listener.close();
        for (Wire wire : connections) {
            wire.reset();
        }
    }

    @Override
    public void close() {
        if (!failures.isEmpty()) {
            AssertionError failed = new AssertionError("a script failed", failures.get(0));
            kill();
            throw failed;
        }
        kill();
    }
}
