package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.Durations;
import dev.steelyard.lb.api.settings.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** A request as a resource sees it. One thread. */
final class AdminRequest {
    /** Bytes of a body: a hundred times what the longest sensible one has. */
    private static final int MAX_BODY = 64 * 1024;

    private static final String POOL = "pool";

    private final Request request;
    private final String id;
    private final JsonCodec json;

    /**
     * @param id from the path, or {@code null}
     */
    AdminRequest(Request request, String id, JsonCodec json) {
        this.request = request;
        this.id = id;
        this.json = json;
    }

    /** The backend's id in the path. */
    String id() {
        return id;
    }

    /** Who asks: the address at the other end of the connection. */
    String peer() {
        return Request.getRemoteAddr(request);
    }

    /**
     * The pool in the query, or {@code null}.
     *
     * @throws AdminFailure if there are other parameters, or several pools
     */
    String pool() {
        return parameters(POOL).get(POOL);
    }

    /**
     * The parameters of the query that are there.
     *
     * @param known names of those that may be there
     * @throws AdminFailure if there are others, or one several times
     */
    Map<String, String> parameters(String... known) {
        Map<String, String> found = new TreeMap<>();
        for (Fields.Field parameter : query()) {
            String name = parameter.getName();
            int times = parameter.getValues().size();
            refuseUnless(Set.of(known).contains(name), name, unknown(name, known));
            refuseUnless(times == 1, name, "stands there " + times + " times (expected: once)");
            found.put(name, parameter.getValue());
        }
        return found;
    }

    /**
     * A time such as {@code 30s}.
     *
     * @throws AdminFailure that names the field or parameter, if it is none, or not within a millisecond and a day
     */
    static Duration duration(String field, String text) {
        try {
            Duration duration = Durations.parse(text);
            boolean fits = duration.compareTo(Duration.ofMillis(1)) >= 0 && duration.compareTo(Duration.ofDays(1)) <= 0;
            refuseUnless(fits, field, text + " (expected: 1ms..24h)");
            return duration;
        } catch (IllegalArgumentException unreadable) {
            throw AdminFailure.badRequest(field, unreadable.getMessage());
        }
    }

    /**
     * @throws AdminFailure if the query has any parameter
     */
    void refuseQuery() {
        for (Fields.Field parameter : query()) {
            throw AdminFailure.badRequest(parameter.getName(), "unknown parameter (there are none here)");
        }
    }

    /** The parameters of the query. */
    Fields query() {
        try {
            return Request.extractQueryParameters(request);
        } catch (RuntimeException undecodable) {
            throw AdminFailure.badRequest(null, "the query cannot be decoded (expected: name=value in UTF-8)");
        }
    }

    private static String unknown(String name, String... known) {
        String hint = NearestName.hint(name, Set.of(known));
        return "unknown parameter" + hint + " (parameters: " + String.join(", ", known) + ")";
    }

    private static void refuseUnless(boolean fine, String field, String message) {
        if (!fine) {
            throw AdminFailure.badRequest(field, message);
        }
    }

    /**
     * The body, read into a record.
     *
     * @throws AdminFailure if it is too long, not JSON, or does not fit the record
     */
    <R extends Record> R body(Class<R> type) {
        byte[] bytes = bytes();
        refuseUnless(bytes.length > 0, null, "the body is empty (expected: a JSON object)");
        refuseUnlessJson(request.getHeaders().getField(HttpHeader.CONTENT_TYPE));
        return json.read(bytes, type);
    }

    private byte[] bytes() {
        if (request.getLength() > MAX_BODY) {
            throw tooLong();
        }
        try (InputStream body = Content.Source.asInputStream(request)) {
            byte[] bytes = new byte[MAX_BODY + 1];
            int length = body.readNBytes(bytes, 0, bytes.length); // the other readNBytes would wait for a byte more
            if (length > MAX_BODY) {
                throw tooLong();
            }
            return Arrays.copyOf(bytes, length);
        } catch (IOException broken) {
            throw AdminFailure.badRequest(null, "the body could not be read to its end");
        }
    }

    private static AdminFailure tooLong() {
        String message = "the body is too long (expected: at most " + MAX_BODY + " bytes)";
        return new AdminFailure(HttpStatus.PAYLOAD_TOO_LARGE_413, null, message, Map.of());
    }

    /** A form that a web page posts unasked cannot have this type, so it is more than a formality. */
    private static void refuseUnlessJson(HttpField type) {
        String value = type == null ? null : HttpField.getValueParameters(type.getValue(), null);
        if (!"application/json".equalsIgnoreCase(value)) {
            String message = (type == null ? "no Content-Type" : "Content-Type " + type.getValue())
                    + " (expected: application/json)";
            throw new AdminFailure(HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, null, message, Map.of());
        }
    }
}
