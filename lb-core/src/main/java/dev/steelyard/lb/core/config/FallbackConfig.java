package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a route does for a client that its pool cannot serve: exactly one of {@code pool}, {@code body} and {@code redirect}.
 *
 * @param pool the pool that answers then
 * @param body the text that is answered
 * @param redirect the URL that the client is sent to
 * @param status of the text, 200 if absent, or of the redirect, 302 if absent
 * @param contentType of the text; {@code text/plain; charset=utf-8} if absent
 * @param on when it is used
 */
public record FallbackConfig(
        Optional<String> pool,
        Optional<String> body,
        Optional<String> redirect,
        @Min("200") @Max("599") Optional<Integer> status,
        Optional<String> contentType,
        FallbackConditions on) {

    public FallbackConfig {
        long ways = Stream.of(pool, body, redirect).filter(Optional::isPresent).count();
        if (ways != 1) {
            throw new IllegalArgumentException("says " + (ways == 0 ? "nothing to do" : ways + " things to do")
                    + " (expected: exactly one of pool, body, redirect)");
        }
        if (pool.isPresent() && status.isPresent()) {
            throw new IllegalArgumentException(
                    "status: the pool's answers have their own (expected: with body or redirect)");
        }
        if (body.isEmpty() && contentType.isPresent()) {
            throw new IllegalArgumentException("content-type: there is no text (expected: with body)");
        }
        if (contentType.isPresent() && hasControls(contentType.get())) {
            throw new IllegalArgumentException("content-type: has a control character (expected: e.g. text/html)");
        }
        redirect.ifPresent(FallbackConfig::checkUrl);
        if (redirect.isPresent() && (status.orElse(302) < 300 || status.orElse(302) > 399)) {
            throw new IllegalArgumentException("status: " + status.get() + " (expected: 300..399 for a redirect)");
        }
    }

    private static void checkUrl(String url) {
        boolean known = url.startsWith("https://") || url.startsWith("http://") || url.startsWith("/");
        if (!known || hasControls(url) || url.indexOf(' ') >= 0) {
            throw new IllegalArgumentException(
                    "redirect: '" + url + "' (expected: a URL, e.g. https://status.example.com/, or a path)");
        }
    }

    /** They would end the header and begin another. */
    private static boolean hasControls(String value) {
        return value.chars().anyMatch(character -> character < ' ' || character == 0x7f);
    }
}
