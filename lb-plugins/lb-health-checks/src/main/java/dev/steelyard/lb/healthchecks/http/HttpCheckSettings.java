package dev.steelyard.lb.healthchecks.http;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.healthchecks.wire.RequestHead;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of an {@code http} check.
 *
 * @param method the request's method
 * @param path the path asked for, unless the backend has its own
 * @param headers further headers of the request
 * @param host the {@code Host} header, or empty for the backend's host and port
 * @param expectedStatus which status codes are well
 * @param bodyMatch what the body must contain
 */
record HttpCheckSettings(
        @Default("GET") String method,
        @Default("/") String path,
        Map<String, String> headers,
        Optional<String> host,
        @Default("200-299") StatusSet expectedStatus,
        Optional<BodyMatch> bodyMatch) {

    HttpCheckSettings {
        new RequestHead(method, path, headers, host); // refuses what cannot be sent, where the user sees the line
        if (method.equals("HEAD") && bodyMatch.isPresent()) {
            throw new IllegalArgumentException("body-match: a HEAD request has no body (expected: method = GET)");
        }
    }

    RequestHead requestHead() {
        return new RequestHead(method, path, headers, host);
    }
}
