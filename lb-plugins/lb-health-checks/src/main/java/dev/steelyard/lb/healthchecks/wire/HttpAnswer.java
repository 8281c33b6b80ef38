package dev.steelyard.lb.healthchecks.wire;

import java.nio.charset.StandardCharsets;

/**
 * A final HTTP answer to a probe.
 *
 * @param status 100..599; 1xx only for 101
 * @param body at most {@link HttpReader#BODY_LIMIT} bytes, empty if it was not asked for
 * @param truncated whether the body went on after that
 */
public record HttpAnswer(int status, byte[] body, boolean truncated) {

    /** The body as UTF-8, with replacement characters for what is none. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
