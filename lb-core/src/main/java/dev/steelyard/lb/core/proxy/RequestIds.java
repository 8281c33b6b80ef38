package dev.steelyard.lb.core.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpFields;

/** The id by which client, log and backend speak of one request: the client's own if it sent a sound one, else a new one. */
final class RequestIds {
    static final String HEADER = "X-Request-Id";
    private static final int MAX_LENGTH = 64;
    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

    private RequestIds() {}

    static String of(HttpFields headers) {
        String sent = headers.get(HEADER);
        return sent != null && isSound(sent) ? sent : random();
    }

    private static boolean isSound(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }

    /** 64 random bits: among a billion ids the chance that any two are equal is 3 % (birthday bound, n²/2^65). */
    private static String random() {
        long bits = ThreadLocalRandom.current().nextLong();
        byte[] id = new byte[16];
        for (int i = 0; i < id.length; i++) {
            id[i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
        }
        return new String(id, ISO_8859_1);
    }
}
