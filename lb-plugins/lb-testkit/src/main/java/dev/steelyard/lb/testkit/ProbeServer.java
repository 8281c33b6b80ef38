package dev.steelyard.lb.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A TCP server on the loopback address that does what a script says with each connection: a backend, well or broken.
 *
 * <p>When a script returns, the server ends its side and waits for the client to end the other, so that a client that
 * forgets a connection is found out ({@link ProbeConnection#awaitPeerClosed()}). {@link #close()} ends all connections
 * and threads.
 */
public final class ProbeServer implements AutoCloseable {
    /** Enough for every probe of a test at once; the system's default of 50 makes some of 200 wait for a retransmission. */
    private static final int BACKLOG = 512;

    /** What the server does with one connection; an {@link IOException} means that the client went away. */
    @FunctionalInterface
    public interface Script {
        void serve(ProbeConnection connection) throws IOException;
    }

    private final Script script;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final LinkedBlockingQueue<ProbeConnection> accepted = new LinkedBlockingQueue<>();
    private final List<ProbeConnection> connections = new CopyOnWriteArrayList<>();

    private ProbeServer(Script script, ServerSocket listener) {
        this.script = script;
        this.listener = listener;
    }

    /** A server that runs until it is closed. */
    public static ProbeServer running(Script script) {
        try {
            ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            ProbeServer server = new ProbeServer(script, listener);
            server.threads.execute(server::acceptUntilClosed);
            return server;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** A backend at its address. */
    public FakeBackend backend() {
        return FakeBackend.at("probed", address());
    }

    /** The next connection in the order of their coming, waited for at most 10 seconds. */
    public ProbeConnection nextConnection() {
        try {
            ProbeConnection next = accepted.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no connection came within 10 s");
            }
            return next;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a connection", stop);
        }
    }

    /** All connections that came so far. */
    public List<ProbeConnection> connections() {
        return List.copyOf(connections);
    }

    private void acceptUntilClosed() {
        while (!listener.isClosed()) {
            try {
                serve(listener.accept());
            } catch (IOException closed) {
                return; // accept fails only when the listener is closed, which is how a server ends
            }
        }
    }

    private synchronized void serve(Socket socket) throws IOException {
        if (listener.isClosed()) {
            socket.close(); // accepted in the moment of closing, after close() went through the connections
            return;
        }
        ProbeConnection connection = new ProbeConnection(socket);
        connections.add(connection);
        accepted.add(connection);
        threads.execute(() -> connection.run(script));
    }

    /**
     * Ends everything.
     *
     * @throws AssertionError if a script failed by anything but a lost connection, or a thread does not end
     */
    @Override
    public void close() {
        try {
            closeSockets();
            awaitThreads();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        connections.forEach(ProbeConnection::throwIfScriptFailed);
    }

    private synchronized void closeSockets() throws IOException {
        listener.close();
        for (ProbeConnection connection : connections) {
            connection.close();
        }
    }

    private void awaitThreads() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("a script did not end within 10 s of its connection");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the scripts", stop);
        }
    }
}
