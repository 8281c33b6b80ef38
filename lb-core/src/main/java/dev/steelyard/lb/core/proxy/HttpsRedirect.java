package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.filter.Answer;
import dev.steelyard.lb.core.config.HttpsRedirectConfig;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;

/** Sends a client that came in plain text to the same address in TLS. */
final class HttpsRedirect {
    private static final int DEFAULT_PORT = 443;

    private HttpsRedirect() {}

    /** The answer to a request, or {@code null} if it is served as it is: it came in TLS, or is excepted, or names no host. */
    static Answer of(RequestHead request, HttpsRedirectConfig config) {
        if (!config.enabled() || cameInTls(request) || request.host().isEmpty() || isExcepted(request.path(), config)) {
            return null;
        }
        String port = config.port() == DEFAULT_PORT ? "" : ":" + config.port();
        String query = request.query() == null ? "" : "?" + request.query();
        String location = "https://" + request.host() + port + request.path() + query;
        return new Answer(config.status(), Map.of("Location", location), "");
    }

    /** To us, or to a proxy before us that is believed: else the client would be sent in a circle. */
    private static boolean cameInTls(RequestHead request) {
        return request.secure()
                || (request.fromTrustedProxy()
                        && "https".equalsIgnoreCase(request.headers().get(HttpHeader.X_FORWARDED_PROTO)));
    }

    private static boolean isExcepted(String path, HttpsRedirectConfig config) {
        for (int i = 0; i < config.except().size(); i++) {
            if (path.startsWith(config.except().get(i))) {
                return true;
            }
        }
        return false;
    }
}
