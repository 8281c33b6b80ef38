package dev.steelyard.lb.healthchecks.wire;

import java.net.ProtocolException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The head of an answer, line by line: its status and how long its body is (RFC 9112 section 6.3). */
final class HttpHead {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] ([1-5][0-9][0-9])(?: .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private int status;
    private long length = -1;
    private boolean chunked;
    private boolean encoded;

    /** Takes one line; the empty one ends the head and is not for here. */
    void add(String line) throws ProtocolException {
        if (status == 0) {
            status = statusOf(line);
        } else if (!line.startsWith(" ") && !line.startsWith("\t")) { // a folded line continues one we do not read
            addHeader(line);
        }
    }

    private static int statusOf(String line) throws ProtocolException {
        Matcher parts = STATUS_LINE.matcher(line);
        if (!parts.matches()) {
            throw new ProtocolException("not an HTTP/1 answer: '" + Shown.text(line) + "'");
        }
        return Integer.parseInt(parts.group(1));
    }

    private void addHeader(String line) throws ProtocolException {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new ProtocolException("not a header: '" + Shown.text(line) + "'");
        }
        String value = line.substring(colon + 1).strip();
        switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "content-length" -> length = lengthOf(value);
            case "transfer-encoding" -> {
                encoded = true;
                chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
            }
            default -> {} // no other header matters to a probe
        }
    }

    private long lengthOf(String value) throws ProtocolException {
        boolean contradicts = length >= 0 && !value.equals(Long.toString(length));
        if (contradicts || !LENGTH.matcher(value).matches()) {
            throw new ProtocolException("bad Content-Length '" + Shown.text(value) + "'");
        }
        return Long.parseLong(value);
    }

    /** 0 before the status line. */
    int status() {
        return status;
    }

    /** Whether a final answer follows this one: 1xx, but not 101, after which HTTP is over. */
    boolean interim() {
        return status < 200 && status != 101;
    }

    boolean bodyless() {
        return status < 200 || status == 204 || status == 304;
    }

    boolean chunked() {
        return chunked;
    }

    /** The body's length in bytes, or -1 if the end of the connection ends it. */
    long length() {
        return encoded ? -1 : length;
    }
}
