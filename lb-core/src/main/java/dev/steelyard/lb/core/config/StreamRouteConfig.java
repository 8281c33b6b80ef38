package dev.steelyard.lb.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where connections of TLS go that are passed on as they are.
 *
 * @param match what a client must have said; an empty block matches all
 * @param pool the pool's name
 */
public record StreamRouteConfig(HelloMatch match, String pool) {
    /** What a protocol that a client offers is called in a {@link MatchConfig}, where such things are headers. */
    public static final String OFFERED = "alpn ";

    /**
     * What the client says first; everything named must hold.
     *
     * @param sni the server it wants: {@code mail.example.com}, or {@code *.example.com} for every name below it
     * @param alpn it must offer any of these protocols, as in {@code [ h2, "http/1.1" ]}
     */
    public record HelloMatch(Optional<String> sni, List<String> alpn) {
        public HelloMatch {
            if (sni.isPresent() && !MatchConfig.isHostPattern(sni.get())) {
                throw new IllegalArgumentException(
                        "sni: '" + sni.get() + "' (expected: a host name without port, or *.example.com)");
            }
        }
    }

    /** The same as for requests: one for each protocol, of which any may hold. */
    public List<MatchConfig> matches() {
        List<MatchConfig> matches = new ArrayList<>();
        match.alpn().forEach(protocol -> matches.add(match(Map.of(OFFERED + protocol, "*"))));
        return matches.isEmpty() ? List.of(match(Map.of())) : matches;
    }

    private MatchConfig match(Map<String, String> offered) {
        return new MatchConfig(match.sni(), Optional.empty(), List.of(), offered);
    }
}
