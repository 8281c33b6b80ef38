package dev.steelyard.lb.core.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;

/** A client of HTTP/2, frame for frame, that may break every rule of it. Reads wait at most 10 seconds. */
final class Http2Wire implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final int NO_ERROR = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int REFUSED_STREAM = 7;
    static final int CALM = 11;

    private static final int PATIENCE_MILLIS = 10_000;

    /** One frame that was read. */
    record Frame(int type, int flags, int stream, byte[] payload, MetaData head) {
        boolean is(int wanted, int ofStream) {
            return type == wanted && stream == ofStream;
        }

        boolean endsStream() {
            return type <= HEADERS && (flags & END_STREAM) != 0;
        }

        /** The error of a reset, or of the end of the connection. */
        int error() {
            return ByteBuffer.wrap(payload).getInt(type == GO_AWAY ? 4 : 0);
        }
    }

    /** All that came on one stream; a status of 0 if no head did. */
    record Answer(int status, HttpFields headers, String body, HttpFields trailers, Frame reset) {}

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final HpackDecoder decoder = new HpackDecoder(64 * 1024, System::nanoTime);

    private Http2Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Connected, with the preface said and empty settings sent. */
    static Http2Wire to(int port) {
        try {
            Http2Wire wire = new Http2Wire(new Socket(InetAddress.getLoopbackAddress(), port));
            wire.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return wire.frame(SETTINGS, 0, 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Http2Wire raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    Http2Wire frame(int type, int flags, int stream, byte... payload) throws IOException {
        return raw(bytes(type, flags, stream, payload));
    }

    static byte[] bytes(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** A request without a body: the pseudo headers as most have them, then these names and values. */
    Http2Wire get(int stream, String path, String... fields) throws IOException {
        return frame(HEADERS, END_HEADERS | END_STREAM, stream, head("GET", path, fields));
    }

    /** The head of a request with a body. */
    Http2Wire post(int stream, String path, String... fields) throws IOException {
        return frame(HEADERS, END_HEADERS, stream, head("POST", path, fields));
    }

    Http2Wire data(int stream, String text, boolean last) throws IOException {
        return frame(DATA, last ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Http2Wire reset(int stream) throws IOException {
        return frame(RESET, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8);
    }

    private static byte[] head(String method, String path, String... fields) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(block(":method", method, ":scheme", "http", ":path", path, ":authority", "test"));
        all.writeBytes(block(fields));
        return all.toByteArray();
    }

    /** Fields as literals without indexing (RFC 7541 section 6.2.2), whatever is in them. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            text(block, fields[i]);
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write(rest & 127 | 128);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** The next frame. */
    Frame read() throws IOException {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(lengthAndType >>> 8);
        int type = lengthAndType & 0xff;
        return new Frame(type, flags, stream, payload, type == HEADERS ? decoded(payload) : null);
    }

    private MetaData decoded(byte[] block) throws IOException {
        try {
            return decoder.decode(ByteBuffer.wrap(block));
        } catch (Exception malformed) {
            throw new IOException("a block of headers cannot be read", malformed);
        }
    }

    /** The next frame of a type, whatever comes before it. */
    Frame await(int type) throws IOException {
        Frame next = read();
        while (next.type != type) {
            next = read();
        }
        return next;
    }

    /** All of a stream to its end; what comes on others is passed over. */
    Answer answer(int stream) throws IOException {
        int status = 0;
        HttpFields headers = null;
        HttpFields trailers = null;
        StringBuilder body = new StringBuilder();
        while (true) {
            Frame next = read();
            if (next.is(RESET, stream)) {
                return new Answer(status, headers, body.toString(), trailers, next);
            }
            if (next.is(DATA, stream)) {
                body.append(new String(next.payload, StandardCharsets.ISO_8859_1));
            } else if (next.is(HEADERS, stream) && next.head instanceof MetaData.Response response) {
                status = response.getStatus();
                headers = response.getHttpFields();
            } else if (next.is(HEADERS, stream)) {
                trailers = next.head.getHttpFields();
            }
            if (next.stream == stream && next.endsStream()) {
                return new Answer(status, headers, body.toString(), trailers, null);
            }
        }
    }

    /** Whether the other side closes the connection, be it with a reset. */
    boolean isClosedInTheEnd() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (SocketTimeoutException open) {
            return false;
        } catch (EOFException | SocketException closed) {
            return true;
        }
    }

    /** Closes the connection before the end of the test. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
