package dev.steelyard.lb.core.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/** One end of a connection, byte for byte; text is ISO 8859-1. Reads wait at most 10 seconds. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final Socket under; // the same, unless there is a layer between
    private final InputStream in;
    private final OutputStream out;

    Wire(Socket socket) throws IOException {
        this(socket, socket);
    }

    /** @param under the connection that carries the other one */
    Wire(Socket socket, Socket under) throws IOException {
        this.socket = socket;
        this.under = under;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        this.out = socket.getOutputStream();
    }

    static Wire to(int port) {
        try {
            return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** With a receive buffer so small that an unread answer stops its sender soon. */
    static Wire narrowTo(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new Wire(socket);
    }

    Wire write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** The response to a HEAD request, which has no body whatever its head says. */
    Message readHeadOnly() throws IOException {
        return new Message(readHead(), "", "");
    }

    /** A request or response with its body, as its own framing says. */
    Message read() throws IOException {
        String head = readHead();
        Message message = new Message(head, "", "");
        if ("chunked".equalsIgnoreCase(message.header("Transfer-Encoding"))) {
            return readChunks(head);
        }
        String length = message.header("Content-Length");
        if (length != null) {
            return new Message(head, readBytes(Integer.parseInt(length)), "");
        }
        boolean request = !head.startsWith("HTTP/");
        boolean none = request || head.matches("(?s)HTTP/1.. (1..|204|304).*");
        return new Message(head, none ? "" : readToEnd(), "");
    }

    private Message readChunks(String head) throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.append(readBytes(size));
            readLine();
        }
        StringBuilder trailers = new StringBuilder();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            trailers.append(line).append("\r\n");
        }
        return new Message(head, body.toString(), trailers.toString());
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(readLine(), 16);
    }

    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            head.append(line).append("\r\n");
        }
        return head.toString();
    }

    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed after '" + line + "'");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    String readBytes(int count) throws IOException {
        return new String(readRaw(count), StandardCharsets.ISO_8859_1);
    }

    byte[] readRaw(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("closed " + (count - bytes.length) + " bytes too early");
        }
        return bytes;
    }

    /** Drops this many bytes. */
    void skip(long count) throws IOException {
        byte[] block = new byte[64 * 1024];
        for (long left = count; left > 0; ) {
            int read = in.read(block, 0, (int) Math.min(block.length, left));
            if (read < 0) {
                throw new EOFException("closed " + left + " bytes too early");
            }
            left -= read;
        }
    }

    /** Sends this, and then that again and again, 50 times a second, until the other side says or does something. */
    String trickle(byte[] first, byte[] then) throws IOException {
        write(first);
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (System.nanoTime() - end < 0) {
            if (isAnsweredWithin(20)) {
                return readHead();
            }
            write(then);
        }
        throw new EOFException("no answer within " + PATIENCE_MILLIS + " ms");
    }

    /** Lets time pass, in which the other side shall say nothing. */
    void pause(Duration time) throws IOException {
        if (isAnsweredWithin((int) time.toMillis())) {
            throw new IOException("it did not wait: " + readHead());
        }
    }

    private boolean isAnsweredWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        in.mark(1);
        try {
            in.read();
            in.reset();
            return true;
        } catch (SocketTimeoutException silence) {
            return false;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** Everything until the other side ends; a reset is an {@link IOException}. */
    String readToEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Whether the other side has closed or reset and sent nothing before. */
    boolean isClosedByPeer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Whether the other side closes or resets, whatever it sent before. */
    void awaitClosedByPeer() {
        try {
            while (in.skip(Long.MAX_VALUE) > 0 || in.read() >= 0) {
                continue;
            }
        } catch (java.net.SocketTimeoutException open) {
            throw new AssertionError("the connection is still open", open);
        } catch (IOException reset) {
            return;
        }
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes before the end of a block that would close it as well. */
    void hangUp() {
        close();
    }

    /** What TLS has agreed on; of a connection in TLS after it was read from. */
    SSLSocket secure() {
        return (SSLSocket) socket;
    }

    /** Closes without a word of TLS. */
    void cutShort() throws IOException {
        under.close();
    }

    void reset() throws IOException {
        if (!under.isClosed()) {
            under.setSoLinger(true, 0);
            under.close();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * A request or response.
     *
     * @param head start line and headers, without the empty line
     * @param trailers lines
     */
    record Message(String head, String body, String trailers) {
        String startLine() {
            return head.substring(0, head.indexOf("\r\n"));
        }

        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /** The value of the first header of a name, or {@code null}. */
        String header(String name) {
            return headers(name).stream().findFirst().orElse(null);
        }

        java.util.List<String> headers(String name) {
            String prefix = name.toLowerCase(java.util.Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
        }
    }
}
