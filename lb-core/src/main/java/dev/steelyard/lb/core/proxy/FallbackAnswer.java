package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.filter.Answer;
import dev.steelyard.lb.core.config.FallbackConfig;
import java.util.Map;

/** What a client gets from the balancer itself where its route says so. */
final class FallbackAnswer {
    private static final String PLAIN = "text/plain; charset=utf-8";

    private FallbackAnswer() {}

    /** The text or the redirect of a fallback that has no pool. It holds for now only, so nobody may keep it. */
    static Answer of(FallbackConfig config) {
        if (config.redirect().isPresent()) {
            Map<String, String> headers = Map.of("Location", config.redirect().get(), "Cache-Control", "no-store");
            return new Answer(config.status().orElse(302), headers, "");
        }
        Map<String, String> headers =
                Map.of("Content-Type", config.contentType().orElse(PLAIN), "Cache-Control", "no-store");
        return new Answer(config.status().orElse(200), headers, config.body().orElseThrow());
    }
}
