package dev.steelyard.lb.healthchecks.wire;

import dev.steelyard.lb.api.backend.Backend;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The head of a probe's HTTP/1.1 request (RFC 9112 section 3).
 *
 * @param method a token
 * @param path an absolute path, with a query if need be; a backend's own health-check path goes before it
 * @param headers further headers; they replace the defaults of {@code User-Agent} and {@code Accept}
 * @param host the {@code Host} header, or empty for the backend's own host and port
 */
public record RequestHead(String method, String path, Map<String, String> headers, Optional<String> host) {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]+");
    private static final Pattern VALUE = Pattern.compile("[\\t -~\u0080-\u00ff]*");
    private static final Set<String> OURS = Set.of("connection", "content-length", "transfer-encoding", "upgrade");
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    /**
     * @throws IllegalArgumentException naming the key, if a part could not be sent or would break the request
     */
    public RequestHead {
        require(TOKEN.matcher(method).matches(), "method", method, "a token, e.g. GET");
        requirePath(path);
        host.ifPresent(name -> require(VISIBLE.matcher(name).matches(), "host", name, "a host name, e.g. example.com"));
        headers.forEach(RequestHead::requireHeader);
    }

    private static void requirePath(String path) {
        boolean sendable = path.startsWith("/") && VISIBLE.matcher(path).matches();
        require(sendable, "path", path, "a path that starts with a slash, without spaces");
    }

    private static void requireHeader(String name, String value) {
        String key = name.toLowerCase(Locale.ROOT);
        require(TOKEN.matcher(name).matches(), "headers", name, "a header name");
        require(!key.equals("host"), "headers", name, "the key host sets it");
        require(!OURS.contains(key), "headers", name, "the probe sets it");
        require(VALUE.matcher(value).matches(), "headers", name, "a value without control characters");
    }

    private static void require(boolean valid, String key, String shown, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(key + ": '" + Shown.text(shown) + "' (expected: " + expected + ")");
        }
    }

    /** The same head with a header that the user has not set. */
    public RequestHead withDefault(String name, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.put(name, value);
        more.putAll(headers);
        return new RequestHead(method, path, more, host);
    }

    /**
     * The bytes to send to a backend.
     *
     * @throws IllegalArgumentException if the backend has a health-check path of its own that cannot be sent
     */
    public byte[] bytesFor(Backend backend) {
        String target = backend.healthCheckPath().orElse(path);
        requirePath(target);
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host.orElseGet(() -> authority(backend))).append("\r\n");
        allHeaders()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private Map<String, String> allHeaders() {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("User-Agent", "steelyard-health-check");
        all.put("Accept", "*/*");
        all.putAll(headers);
        all.put("Connection", "close");
        if (WITH_BODY.contains(method)) {
            all.put("Content-Length", "0"); // RFC 9110 section 8.6: such a method without it invites a 411
        }
        return all;
    }

    /** A backend's name and port; an IPv6 literal goes into brackets, without its zone, which means nothing to the server (RFC 6874 section 4). */
    public static String authority(Backend backend) {
        String name = backend.host();
        boolean bareV6 = name.indexOf(':') >= 0 && !name.startsWith("[");
        return (bareV6 ? "[" + name.replaceFirst("%.*", "") + "]" : name) + ":" + backend.port();
    }
}
