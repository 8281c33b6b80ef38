package dev.steelyard.lb.healthchecks.tcp;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.wire.AnswerReader;
import java.nio.ByteBuffer;

/** Waits for nothing: a connection that is made, and takes what is sent, is enough. */
final class NoAnswer implements AnswerReader {

    @Override
    public ProbeResult sent() {
        return ProbeResult.up(0);
    }

    @Override
    public ProbeResult received(ByteBuffer bytes) {
        return ProbeResult.up(0);
    }

    @Override
    public ProbeResult ended() {
        return ProbeResult.up(0);
    }
}
