package dev.steelyard.lb.healthchecks.wire;

import dev.steelyard.lb.api.health.ProbeResult;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * Reads one HTTP/1.1 answer: heads up to 32 KiB, bodies with a length, in chunks or to the end of the connection, of which
 * the first 64 KiB are kept. What breaks the rules is down.
 */
public final class HttpReader implements AnswerReader {
    /** Bytes of a body that are kept and looked at. */
    public static final int BODY_LIMIT = 64 * 1024;

    private static final int HEAD_LIMIT = 32 * 1024;
    private static final int CHUNK_LINES_LIMIT =
            5 * BODY_LIMIT + HEAD_LIMIT; // chunks of 1 byte cost 5 more, and trailers
    private static final int MAX_CHUNK_DIGITS = 8; // 4 GiB, far above what is read, and no overflow

    private enum State {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK_END,
        TRAILERS,
        DONE
    }

    private final IntPredicate wantsBody;
    private final Function<HttpAnswer, ProbeResult> judge;
    private final LineReader lines = new LineReader("head", HEAD_LIMIT);
    private final LineReader chunkLines = new LineReader("chunk framing", CHUNK_LINES_LIMIT);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private HttpHead head = new HttpHead();
    private State state = State.HEAD;
    private long remaining;
    private boolean truncated;

    /**
     * @param wantsBody whether to read the body that comes with a status; else the answer is judged by its head, with
     *     an empty body
     * @param judge called at most once
     */
    public HttpReader(IntPredicate wantsBody, Function<HttpAnswer, ProbeResult> judge) {
        this.wantsBody = wantsBody;
        this.judge = judge;
    }

    @Override
    public ProbeResult received(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining() && state != State.DONE) {
                step(bytes);
            }
            return state == State.DONE ? verdict() : null;
        } catch (ProtocolException broken) {
            return ProbeResult.down(head.status(), "malformed answer: " + broken.getMessage());
        }
    }

    @Override
    public ProbeResult ended() {
        if (state == State.BODY && remaining == Long.MAX_VALUE) {
            return verdict();
        }
        String where = lines.nothingRead()
                ? "closed without an answer"
                : "closed in the middle of the " + (state == State.HEAD ? "head" : "body");
        return ProbeResult.down(head.status(), where);
    }

    private ProbeResult verdict() {
        return judge.apply(new HttpAnswer(head.status(), body.toByteArray(), truncated));
    }

    private void step(ByteBuffer bytes) throws ProtocolException {
        if (state == State.BODY) {
            takeBody(bytes);
            return;
        }
        LineReader reader = state == State.HEAD ? lines : chunkLines;
        String line = reader.take(bytes);
        if (line != null) {
            takeLine(line);
        }
    }

    private void takeLine(String line) throws ProtocolException {
        switch (state) {
            case HEAD -> takeHeadLine(line);
            case CHUNK_SIZE -> beginChunk(line);
            case CHUNK_END -> endChunk(line);
            case TRAILERS -> state = line.isEmpty() ? State.DONE : State.TRAILERS;
            default -> throw new IllegalStateException("a line in " + state);
        }
    }

    private void takeHeadLine(String line) throws ProtocolException {
        if (!line.isEmpty() || head.status() == 0) {
            head.add(line);
        } else if (head.interim()) {
            head = new HttpHead();
        } else {
            beginBody();
        }
    }

    private void beginBody() {
        if (!wantsBody.test(head.status()) || head.bodyless()) {
            state = State.DONE;
        } else if (head.chunked()) {
            state = State.CHUNK_SIZE;
        } else {
            remaining = head.length() < 0 ? Long.MAX_VALUE : head.length();
            state = remaining == 0 ? State.DONE : State.BODY;
        }
    }

    private void beginChunk(String line) throws ProtocolException {
        int extension = line.indexOf(';');
        String size = (extension < 0 ? line : line.substring(0, extension)).strip();
        if (size.length() > MAX_CHUNK_DIGITS || !size.matches("[0-9a-fA-F]+")) {
            throw new ProtocolException("bad chunk size '" + Shown.text(size) + "'");
        }
        remaining = Long.parseLong(size, 16);
        state = remaining == 0 ? State.TRAILERS : State.BODY;
    }

    private void endChunk(String line) throws ProtocolException {
        if (!line.isEmpty()) {
            throw new ProtocolException("chunk longer than its size");
        }
        state = State.CHUNK_SIZE;
    }

    private void takeBody(ByteBuffer bytes) {
        int room = BODY_LIMIT - body.size();
        int count = (int) Math.min(Math.min(bytes.remaining(), remaining), room);
        if (count == 0) {
            truncated = true;
            state = State.DONE;
            return;
        }
        body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
        bytes.position(bytes.position() + count);
        remaining -= remaining == Long.MAX_VALUE ? 0 : count;
        if (remaining == 0) {
            state = head.chunked() ? State.CHUNK_END : State.DONE;
        }
    }
}
