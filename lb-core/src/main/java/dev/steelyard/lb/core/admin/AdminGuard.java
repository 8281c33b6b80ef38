package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.config.AdminConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/**
 * Refuses who may not use the API.
 *
 * <p>A browser on the operator's machine reaches a loopback address too, so any web page could. Two things that the page
 * cannot choose give it away: the {@code Host} it was loaded from, when a name of its own is made to resolve to us (DNS
 * rebinding), and the {@code Origin} of its requests. Immutable; any thread.
 */
final class AdminGuard {
    /** Open without the token: those who watch a process need no right to change it, and learn no more than that it lives. */
    private static final Set<String> OPEN_PATHS = Set.of("/health", "/ready");

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final String SCHEME = "bearer ";

    private final Set<String> hosts = new HashSet<>();
    private final byte[] token;

    AdminGuard(AdminConfig config) {
        hosts.add("localhost");
        hosts.add(config.bind().host().toLowerCase(Locale.ROOT));
        config.allowedHosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        token = config.token()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElse(null);
    }

    void check(Request request) {
        checkHost(request.getHttpURI().getHost());
        checkOrigin(request);
        if (token != null && !OPEN_PATHS.contains(request.getHttpURI().getCanonicalPath())) {
            checkToken(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        }
    }

    /** A client of HTTP/1.0 may leave the host out; browsers never do. */
    private void checkHost(String host) {
        if (host != null && !isLiteral(host) && !hosts.contains(host.toLowerCase(Locale.ROOT))) {
            throw AdminFailure.forbidden("host '" + host
                    + "' is not allowed (expected: an IP address, localhost, or a name in admin.allowed-hosts)");
        }
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    private static void checkOrigin(Request request) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin == null) {
            return;
        }
        String from = origin.substring(origin.indexOf("://") < 0 ? 0 : origin.indexOf("://") + 3);
        if (!from.equalsIgnoreCase(request.getHttpURI().getAuthority())) {
            throw AdminFailure.forbidden(
                    "origin '" + origin + "' is not allowed (expected: pages of this server only)");
        }
    }

    private void checkToken(String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        byte[] given =
                (bearer ? authorization.substring(SCHEME.length()).strip() : "").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(token, given)) { // takes equally long wherever they differ
            String message = (bearer ? "wrong token" : "no token") + " (expected: Authorization: Bearer <token>)";
            Map<String, String> headers = Map.of(HttpHeader.WWW_AUTHENTICATE.asString(), "Bearer");
            throw new AdminFailure(HttpStatus.UNAUTHORIZED_401, null, message, headers);
        }
    }
}
