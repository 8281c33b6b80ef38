package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A named set of backends and how requests are spread over them.
 *
 * @param algorithm how a backend is picked
 * @param affinity how sessions stay with a backend; none if absent
 * @param health how backends are watched
 * @param timeouts how long backends may take
 * @param retry when a request is tried on another backend
 * @param backends the members; may be empty and filled by the API
 */
public record PoolConfig(
        @Default("round-robin") ExtensionConfig algorithm,
        Optional<ExtensionConfig> affinity,
        HealthConfig health,
        TimeoutsConfig timeouts,
        RetryConfig retry,
        List<BackendConfig> backends) {

    public PoolConfig {
        Set<String> ids = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (BackendConfig backend : backends) {
            if (!addresses.add(backend.hostPort())) {
                throw new IllegalArgumentException("backends: " + backend.hostPort() + " stands there twice");
            }
            if (!ids.add(backend.effectiveId())) {
                throw new IllegalArgumentException("backends: id '" + backend.effectiveId() + "' stands there twice");
            }
        }
    }
}
