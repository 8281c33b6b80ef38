package dev.steelyard.lb.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a {@link ProbeServer}. Scripts read and write on the connection's own thread; tests look at it from
 * any. Text is taken byte for byte (ISO 8859-1).
 */
public final class ProbeConnection {
    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CountDownLatch peerClosed = new CountDownLatch(1);
    private volatile Throwable scriptFailure;

    ProbeConnection(Socket socket) {
        this.socket = socket;
    }

    /**
     * Reads until what came in ends with a mark.
     *
     * @return everything received so far
     * @throws EOFException if the client ended its side before
     */
    public String readUntil(String mark) throws IOException {
        while (!received().endsWith(mark)) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                peerClosed.countDown();
                throw new EOFException("closed before '" + mark + "' came");
            }
            received.write(next);
        }
        return received();
    }

    /**
     * Reads so many bytes more.
     *
     * @throws EOFException if the client ended its side before
     */
    public byte[] readMore(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        received.writeBytes(bytes);
        if (bytes.length < count) {
            peerClosed.countDown();
            throw new EOFException("closed before " + count + " bytes came");
        }
        return bytes;
    }

    /** Reads the head of an HTTP request, up to its empty line. */
    public String readHttpHead() throws IOException {
        return readUntil("\r\n\r\n");
    }

    /** Sends text. */
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. */
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends the same bytes again and again until the client goes away. */
    public void writeWithoutEnd(byte[] block) throws IOException {
        while (true) {
            write(block);
        }
    }

    /** Says nothing and reads until the client goes away. */
    public void readToEnd() throws IOException {
        for (int next = socket.getInputStream().read();
                next >= 0;
                next = socket.getInputStream().read()) {
            received.write(next);
        }
        peerClosed.countDown();
    }

    /** Breaks the connection with a reset, as a crashing server does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
        peerClosed.countDown();
    }

    /** What the client sent so far. */
    public String received() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    /**
     * Waits until the client has closed or broken the connection, at most 10 seconds.
     *
     * @throws AssertionError if it has not
     */
    public void awaitPeerClosed() {
        try {
            if (!peerClosed.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the client did not close its connection within 10 s");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the client to close", stop);
        }
    }

    void run(ProbeServer.Script script) {
        try (socket) {
            script.serve(this);
            if (!socket.isClosed()) {
                socket.shutdownOutput();
                readToEnd();
            }
        } catch (IOException clientWentAway) {
            peerClosed.countDown();
        } catch (RuntimeException | AssertionError failed) {
            scriptFailure = failed;
        }
    }

    void close() throws IOException {
        socket.close();
    }

    void throwIfScriptFailed() {
        if (scriptFailure != null) {
            throw new AssertionError("the script failed", scriptFailure);
        }
    }
}
