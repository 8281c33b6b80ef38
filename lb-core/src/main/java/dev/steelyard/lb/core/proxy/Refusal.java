package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.LimitsConfig;
import java.util.Set;

/**
 * Why a request is not served, whatever its route.
 *
 * @param status what the client gets
 * @param message what it is told
 * @param reason the word for log and metrics
 */
record Refusal(int status, String message, String reason) {
    /** CONNECT asks for a forward proxy, and TRACE would show a client the headers we add (RFC 9110 section 9.3.8). */
    private static final Set<String> NOT_SERVED = Set.of("CONNECT", "TRACE");

    /**
     * The refusal of a request, or {@code null} if it may be served.
     *
     * @param length of its body, -1 if it is not known
     */
    static Refusal of(ClientRequest request, long length, LimitsConfig limits) {
        int query = request.query() == null ? 0 : request.query().length() + 1;
        if (request.path().length() + query > limits.maxUriSize().bytes()) {
            return new Refusal(414, "the URI is over the limit of " + limits.maxUriSize(), "uri_too_long");
        }
        if (length > limits.maxBodySize().bytes()) {
            return bodyTooLarge(limits);
        }
        return NOT_SERVED.contains(request.method())
                ? new Refusal(501, "the method is not served here", "method")
                : null;
    }

    static Refusal bodyTooLarge(LimitsConfig limits) {
        return new Refusal(413, "the body is over the limit of " + limits.maxBodySize(), "body_too_large");
    }
}
