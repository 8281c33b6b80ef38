package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import java.util.List;
import java.util.Optional;

/**
 * A named set of backends and how requests are spread over them.
 *
 * @param algorithm how a backend is picked
 * @param affinity how sessions stay with a backend; none if absent
 * @param health how backends are watched
 * @param selection which backends come into question
 * @param slowStart how a backend is brought to its full share
 * @param timeouts how long backends may take
 * @param retry when a request is tried on another backend
 * @param backends the members; may be empty and filled by the API
 */
public record PoolConfig(
        @Default("round-robin") ExtensionConfig algorithm,
        Optional<ExtensionConfig> affinity,
        HealthConfig health,
        SelectionConfig selection,
        SlowStartConfig slowStart,
        TimeoutsConfig timeouts,
        RetryConfig retry,
        List<BackendConfig> backends) {}
