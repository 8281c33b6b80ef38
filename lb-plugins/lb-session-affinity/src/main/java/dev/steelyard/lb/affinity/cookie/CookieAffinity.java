package dev.steelyard.lb.affinity.cookie;

import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;

/** Pins a session by a cookie that names its backend; keeps nothing about sessions itself. */
final class CookieAffinity implements SessionAffinity {
    private final CookieSettings settings;
    private final Tokens tokens;
    private final String attributes;

    // Threads that meet a new set at once build equal indexes, and any of them may win: a race without harm.
    private volatile TokenIndex index;

    CookieAffinity(CookieSettings settings) {
        this.settings = settings;
        this.tokens = new Tokens(settings.secret());
        this.attributes = settings.attributes();
    }

    @Override
    public Backend find(RequestView request, BackendSet backends) {
        // Also for a request without a cookie: remember() then finds its backend's token instead of computing it.
        TokenIndex current = indexOf(backends);
        String token = request.cookie(settings.name());
        return token == null ? null : current.backend(token);
    }

    private TokenIndex indexOf(BackendSet backends) {
        TokenIndex current = index;
        if (current != null && current.isOf(backends)) {
            return current;
        }
        TokenIndex built = new TokenIndex(backends, tokens, current);
        index = built;
        return built;
    }

    @Override
    public void remember(RequestView request, Backend backend, ResponseHeaders response) {
        TokenIndex current = index;
        String known = current == null ? null : current.token(backend);
        String token = known == null ? tokens.of(backend.id()) : known;
        response.add("Set-Cookie", settings.name() + "=" + token + attributes + (secure(request) ? "; Secure" : ""));
    }

    private boolean secure(RequestView request) {
        return switch (settings.secure()) {
            case AUTO -> request.secure();
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }
}
