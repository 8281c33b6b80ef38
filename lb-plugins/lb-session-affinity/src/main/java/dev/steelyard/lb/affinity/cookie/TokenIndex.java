package dev.steelyard.lb.affinity.cookie;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.HashMap;
import java.util.Map;

/** The tokens of one set of backends, both ways. Immutable, any thread. */
final class TokenIndex {
    private final BackendSet set;
    private final Map<String, Backend> backendByToken = new HashMap<>();
    private final Map<String, String> tokenById = new HashMap<>();

    /**
     * @param previous whose tokens are taken over, so that a change of health costs no cryptography; or {@code null}
     */
    TokenIndex(BackendSet set, Tokens tokens, TokenIndex previous) {
        this.set = set;
        for (int i = 0; i < set.size(); i++) {
            Backend backend = set.get(i);
            String known = previous == null ? null : previous.tokenById.get(backend.id());
            String token = known == null ? tokens.of(backend.id()) : known;
            backendByToken.put(token, backend);
            tokenById.put(backend.id(), token);
        }
    }

    boolean isOf(BackendSet backends) {
        return set == backends;
    }

    /** The backend of a token, or {@code null}. */
    Backend backend(String token) {
        return backendByToken.get(token);
    }

    /** The token of a backend, or {@code null} if it is not in the set. */
    String token(Backend backend) {
        return tokenById.get(backend.id());
    }
}
