package dev.steelyard.lb.healthchecks.wire;

import dev.steelyard.lb.api.health.ProbeResult;
import java.nio.ByteBuffer;

/** Reads one answer as it comes and judges it. Called by one thread at a time; each method may end the probe. */
public interface AnswerReader {
    /** No bytes. */
    byte[] NOTHING = {};

    /**
     * The connection is made and the whole request, if there is one, is sent.
     *
     * @return the result, or {@code null} to wait for an answer
     */
    default ProbeResult sent() {
        return null;
    }

    /**
     * Takes the bytes that just came.
     *
     * @return the result, or {@code null} to read on
     */
    ProbeResult received(ByteBuffer bytes);

    /**
     * What to send before more is read, asked for after {@link #received} has returned {@code null}.
     *
     * @return mostly empty
     */
    default byte[] reply() {
        return NOTHING;
    }

    /**
     * The server has ended its side, so that no more will come.
     *
     * @return the result, never {@code null}
     */
    ProbeResult ended();

    /** What to send, if it can be sent, before the connection is closed; a short one. */
    default byte[] farewell() {
        return NOTHING;
    }
}
