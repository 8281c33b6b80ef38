package dev.steelyard.lb.healthchecks.redis;

import dev.steelyard.lb.healthchecks.wire.Inbox;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A reply in RESP2.
 *
 * @param kind {@code +} for a word, {@code -} for an error, {@code $} for a text
 * @param text what it says
 */
record RedisReply(char kind, String text) {
    /** Longer than any word, error or length that a server sends. */
    private static final int LONGEST_LINE = 512;

    /** The next whole reply, or {@code null} if it has not come yet. */
    static RedisReply take(Inbox inbox) throws ProtocolException {
        if (inbox.available() == 0) {
            return null;
        }
        int line = lineLength(inbox);
        if (line < 0) {
            return null;
        }
        char kind = (char) (inbox.peek(1).get() & 0xff);
        if ("+-$".indexOf(kind) < 0) {
            throw new ProtocolException("the answer is not Redis's");
        }
        return kind == '$' ? takeText(inbox, line) : new RedisReply(kind, textOf(inbox.take(line)));
    }

    /** With its end, or -1 if it has not come yet. */
    private static int lineLength(Inbox inbox) throws ProtocolException {
        int most = Math.min(inbox.available(), LONGEST_LINE);
        ByteBuffer ahead = inbox.peek(most);
        for (int i = 1; i < most; i++) {
            if (ahead.get(i) == '\n' && ahead.get(i - 1) == '\r') {
                return i + 1;
            }
        }
        if (most == LONGEST_LINE) {
            throw new ProtocolException("the answer is not Redis's");
        }
        return -1;
    }

    private static RedisReply takeText(Inbox inbox, int line) throws ProtocolException {
        ByteBuffer head = inbox.peek(line);
        byte[] bytes = new byte[line];
        head.get(bytes);
        int length = length(textOf(bytes));
        if (inbox.available() < line + length + 2) {
            return null;
        }
        inbox.take(line);
        String text = new String(inbox.take(length), StandardCharsets.UTF_8);
        inbox.take(2);
        return new RedisReply('$', text);
    }

    private static int length(String digits) throws ProtocolException {
        try {
            int length = Integer.parseInt(digits);
            if (length >= 0 && length <= Inbox.LIMIT) {
                return length;
            }
        } catch (NumberFormatException wrong) {
            throw new ProtocolException("the answer is not Redis's");
        }
        throw new ProtocolException("a text of " + digits + " bytes (expected: at most " + Inbox.LIMIT + ")");
    }

    /** A line without its kind and its end. */
    private static String textOf(byte[] line) {
        return new String(line, 1, line.length - 3, StandardCharsets.UTF_8);
    }
}
