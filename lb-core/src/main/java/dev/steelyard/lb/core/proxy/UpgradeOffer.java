package dev.steelyard.lb.core.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.StringJoiner;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * A client's offer to go on in another protocol (RFC 9110 section 7.8), such as WebSocket.
 *
 * <p>Only an answer that fits it opens a tunnel: who opened one without would let a client write requests of its own on a
 * connection that the backend still takes for HTTP.
 *
 * @param protocols those that may be passed on
 * @param key of a WebSocket handshake, or {@code null}
 */
record UpgradeOffer(String protocols, String key) {
    /** RFC 6455 section 1.3. */
    private static final String WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final HttpField CONNECTION_UPGRADE = new HttpField(HttpHeader.CONNECTION, "Upgrade");

    /**
     * What a request offers, or {@code null} if that is nothing that could be passed on.
     *
     * @param upgrade its header of that name
     * @param connection its {@code Connection} headers
     */
    static UpgradeOffer of(HttpFields headers, HttpField upgrade, HttpField connection) {
        if (connection == null || !connection.contains("upgrade")) {
            return null;
        }
        StringJoiner passedOn = new StringJoiner(", ");
        for (String protocol : upgrade.getValue().split(",")) {
            if (isOfNoConcernToUs(protocol.strip().toLowerCase(Locale.ROOT))) {
                passedOn.add(protocol.strip());
            }
        }
        return passedOn.length() == 0
                ? null
                : new UpgradeOffer(passedOn.toString(), headers.get(HttpHeader.SEC_WEBSOCKET_KEY));
    }

    /** Other versions of HTTP, and TLS, are spoken with us and not with a backend. */
    private static boolean isOfNoConcernToUs(String protocol) {
        return !protocol.isEmpty()
                && !protocol.equals("h2c")
                && !protocol.startsWith("http/")
                && !protocol.startsWith("tls/");
    }

    /** Makes the offer to a backend. */
    void addTo(HttpFields.Mutable toServer) {
        toServer.add(CONNECTION_UPGRADE);
        toServer.add(HttpHeader.UPGRADE, protocols);
    }

    /** Makes the head of the answer that a client gets say that its offer is taken. */
    static void accept(HttpFields serverToProxy, HttpFields.Mutable toClient) {
        toClient.put(CONNECTION_UPGRADE);
        toClient.put(HttpHeader.UPGRADE, serverToProxy.get(HttpHeader.UPGRADE));
    }

    /** Whether a backend that answered 101 took up just this. */
    boolean isTakenUpBy(HttpFields answer) {
        HttpField taken = answer.getField(HttpHeader.UPGRADE);
        return taken != null
                && answer.contains(HttpHeader.CONNECTION, "upgrade")
                && isOffered(taken.getValue())
                && (!"websocket".equalsIgnoreCase(taken.getValue()) || hasRightKey(answer));
    }

    private boolean isOffered(String protocol) {
        return protocol != null && new HttpField(HttpHeader.UPGRADE, protocols).contains(protocol);
    }

    /** RFC 6455 section 4.1. */
    private boolean hasRightKey(HttpFields answer) {
        if (key == null) {
            return false;
        }
        byte[] expected = sha1().digest((key.strip() + WEBSOCKET_GUID).getBytes(StandardCharsets.ISO_8859_1));
        return Base64.getEncoder().encodeToString(expected).equals(answer.get(HttpHeader.SEC_WEBSOCKET_ACCEPT));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each Java has SHA-1", impossible);
        }
    }
}
