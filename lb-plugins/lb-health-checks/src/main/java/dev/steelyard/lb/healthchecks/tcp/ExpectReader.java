package dev.steelyard.lb.healthchecks.tcp;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.wire.AnswerReader;
import dev.steelyard.lb.healthchecks.wire.Shown;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Looks for the expected bytes in the first 16 KiB that come. */
final class ExpectReader implements AnswerReader {
    /** A banner or a reply is shorter; a server that talks on and on must not keep a probe busy. */
    static final int LIMIT = 16 * 1024;

    private final EscapedBytes expected;
    private final String sought;
    private final StringBuilder received = new StringBuilder(); // one char a byte, for StringBuilder.indexOf

    ExpectReader(EscapedBytes expected) {
        this.expected = expected;
        this.sought = new String(expected.bytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public ProbeResult received(ByteBuffer bytes) {
        // What is new may complete a match that began at most one length before it.
        int from = Math.max(0, received.length() - sought.length());
        int room = Math.min(bytes.remaining(), LIMIT - received.length());
        received.append(StandardCharsets.ISO_8859_1.decode(bytes.slice(bytes.position(), room)));
        if (received.indexOf(sought, from) >= 0) {
            return ProbeResult.up(0);
        }
        return received.length() < LIMIT ? null : notFound("not in the first " + LIMIT / 1024 + " KiB received");
    }

    @Override
    public ProbeResult ended() {
        return notFound(received.isEmpty() ? "closed without an answer" : "received '" + received() + "'");
    }

    private ProbeResult notFound(String instead) {
        return ProbeResult.down(0, "expected '" + Shown.text(expected.written()) + "': " + instead);
    }

    private String received() {
        return Shown.text(received.toString().strip());
    }
}
