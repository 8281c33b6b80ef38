package dev.steelyard.lb.healthchecks.http2;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.wire.AnswerReader;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the answer to an {@link Http2Request}, of at most 64 KiB with all frames. What breaks the rules is down. */
public final class Http2Reader implements AnswerReader {
    /** Bytes that are read of a connection: it is also the window for bodies, so no more need be opened. */
    public static final int LIMIT = 64 * 1024 - 1;

    private static final int FIRST_FINAL_STATUS = 200;

    private final Function<Http2Answer, ProbeResult> judge;
    private final FrameReader frames = new FrameReader();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final ByteArrayOutputStream reply = new ByteArrayOutputStream();
    private final Map<String, String> fields = new TreeMap<>();
    private int received;
    private int status;
    private boolean settled;
    private boolean blockOpen;
    private boolean blockEndsStream;

    /** @param judge called at most once */
    public Http2Reader(Function<Http2Answer, ProbeResult> judge) {
        this.judge = judge;
    }

    @Override
    public ProbeResult received(ByteBuffer bytes) {
        received += bytes.remaining();
        frames.add(bytes);
        try {
            ProbeResult result = null;
            for (Frame frame = frames.next(); frame != null && result == null; frame = frames.next()) {
                result = take(frame);
            }
            return result != null || received <= LIMIT ? result : down("no end of the answer in 64 KiB");
        } catch (ProtocolException broken) {
            return down("malformed answer: " + broken.getMessage());
        }
    }

    @Override
    public byte[] reply() {
        byte[] bytes = reply.toByteArray();
        reply.reset();
        return bytes;
    }

    @Override
    public ProbeResult ended() {
        return down(frames.nothingRead() ? "closed without an answer" : "closed in the middle of the answer");
    }

    private ProbeResult down(String detail) {
        return ProbeResult.down(status, detail);
    }

    private ProbeResult take(Frame frame) throws ProtocolException {
        if (isOutOfTurn(frame)) {
            throw new ProtocolException("a frame of type " + frame.type() + " out of turn");
        }
        return switch (frame.type()) {
            case Frame.SETTINGS -> takeSettings(frame);
            case Frame.PING -> takePing(frame);
            case Frame.GOAWAY -> takeGoAway(frame);
            case Frame.HEADERS, Frame.CONTINUATION -> takeFields(frame);
            case Frame.DATA -> takeData(frame);
            case Frame.RST_STREAM -> takeReset(frame);
            case Frame.PUSH_PROMISE -> throw new ProtocolException("a pushed stream");
            default -> null; // to be ignored (RFC 9113 section 5.5), as are windows, since all was sent
        };
    }

    /** Fields are not torn apart, and a connection begins with settings (RFC 9113 sections 4.3 and 3.4). */
    private boolean isOutOfTurn(Frame frame) {
        boolean begins = frame.type() == Frame.SETTINGS && !frame.has(Frame.ACK);
        return blockOpen != (frame.type() == Frame.CONTINUATION) || (!settled && !begins);
    }

    private ProbeResult takeSettings(Frame frame) {
        settled = true;
        if (!frame.has(Frame.ACK)) {
            reply.writeBytes(Frame.bytes(Frame.SETTINGS, Frame.ACK, 0, new byte[0]));
        }
        return null;
    }

    private ProbeResult takePing(Frame frame) {
        if (!frame.has(Frame.ACK)) {
            reply.writeBytes(
                    Frame.bytes(Frame.PING, Frame.ACK, 0, frame.payload().array()));
        }
        return null;
    }

    /** One that names our stream, or a later one, leaves it to end (RFC 9113 section 6.8). */
    private ProbeResult takeGoAway(Frame frame) throws ProtocolException {
        if (frame.payload().remaining() < 8) {
            throw new ProtocolException("a short GOAWAY");
        }
        int last = frame.payload().getInt() & Integer.MAX_VALUE;
        return last >= Http2Request.STREAM
                ? null
                : down("the server goes away, error " + frame.payload().getInt());
    }

    private ProbeResult takeReset(Frame frame) throws ProtocolException {
        if (frame.payload().remaining() != 4) {
            throw new ProtocolException("a reset of a wrong length");
        }
        return frame.stream() == Http2Request.STREAM
                ? down("the stream was reset, error " + frame.payload().getInt())
                : null;
    }

    private ProbeResult takeFields(Frame frame) throws ProtocolException {
        requireOurStream(frame);
        ByteBuffer part = frame.type() == Frame.HEADERS ? unpadded(frame) : frame.payload();
        if (frame.type() == Frame.HEADERS) {
            blockEndsStream = frame.has(Frame.END_STREAM);
            skip(part, frame.has(Frame.PRIORITY) ? 5 : 0);
        }
        block.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        blockOpen = !frame.has(Frame.END_HEADERS);
        return blockOpen ? null : endBlock();
    }

    private ProbeResult endBlock() throws ProtocolException {
        Map<String, String> decoded = FieldBlock.decode(ByteBuffer.wrap(block.toByteArray()));
        block.reset();
        if (status < FIRST_FINAL_STATUS) {
            status = statusOf(decoded);
        }
        if (status >= FIRST_FINAL_STATUS) {
            fields.putAll(decoded);
        }
        return blockEndsStream ? verdict() : null;
    }

    private static int statusOf(Map<String, String> head) throws ProtocolException {
        String value = head.get(":status");
        if (value == null || !value.matches("[1-5][0-9][0-9]")) {
            throw new ProtocolException("no status");
        }
        return Integer.parseInt(value);
    }

    private ProbeResult takeData(Frame frame) throws ProtocolException {
        requireOurStream(frame);
        ByteBuffer part = unpadded(frame);
        body.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        return frame.has(Frame.END_STREAM) ? verdict() : null;
    }

    private ProbeResult verdict() throws ProtocolException {
        if (status < FIRST_FINAL_STATUS) {
            throw new ProtocolException("no final status");
        }
        return judge.apply(new Http2Answer(status, fields, body.toByteArray()));
    }

    private static void requireOurStream(Frame frame) throws ProtocolException {
        if (frame.stream() != Http2Request.STREAM) {
            throw new ProtocolException("a frame of stream " + frame.stream());
        }
    }

    private static ByteBuffer unpadded(Frame frame) throws ProtocolException {
        ByteBuffer payload = frame.payload();
        if (frame.has(Frame.PADDED)) {
            int padding = payload.hasRemaining() ? payload.get() & 0xff : Integer.MAX_VALUE;
            if (padding > payload.remaining()) {
                throw new ProtocolException("padding longer than its frame");
            }
            payload.limit(payload.limit() - padding);
        }
        return payload;
    }

    private static void skip(ByteBuffer payload, int count) throws ProtocolException {
        if (count > payload.remaining()) {
            throw new ProtocolException("a short HEADERS");
        }
        payload.position(payload.position() + count);
    }
}
