package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import java.util.ArrayList;
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
 * @param queue how requests wait while all backends are at their limits
 * @param adaptiveLimit how the number of requests a backend gets at a time is found out
 * @param circuitBreaker what spares backends that fail further requests
 * @param protocol which version of HTTP backends are spoken to in
 * @param sendProxy whether backends learn whose connection they get; for connections that are passed on as they are
 * @param tls whether and how backends are spoken to in TLS
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
        QueueConfig queue,
        AdaptiveLimitConfig adaptiveLimit,
        CircuitBreakerConfig circuitBreaker,
        @Default("http1") BackendProtocol protocol,
        @Default("none") SendProxy sendProxy,
        @Default("off") BackendTlsConfig tls,
        List<BackendConfig> backends) {

    List<ExtensionUse> extensions(String path) {
        List<ExtensionUse> uses = new ArrayList<>();
        uses.add(new ExtensionUse(ExtensionUse.Kind.ALGORITHM, algorithm, path + ".algorithm"));
        affinity.ifPresent(
                own -> uses.add(new ExtensionUse(ExtensionUse.Kind.SESSION_AFFINITY, own, path + ".affinity")));
        List<ExtensionConfig> checks = health.check().isPresent()
                ? List.of(health.effectiveCheck())
                : List.of(health.effectiveCheck(), HealthConfig.pathCheck());
        checks.forEach(
                check -> uses.add(new ExtensionUse(ExtensionUse.Kind.HEALTH_CHECK, check, path + ".health.check")));
        return uses;
    }

    /** The backend of an id, or {@code null}. */
    public BackendConfig backend(String id) {
        return backends.stream()
                .filter(backend -> backend.effectiveId().equals(id))
                .findFirst()
                .orElse(null);
    }

    PoolConfig with(List<BackendConfig> members, HealthConfig policy) {
        return new PoolConfig(
                algorithm,
                affinity,
                policy,
                selection,
                slowStart,
                timeouts,
                retry,
                queue,
                adaptiveLimit,
                circuitBreaker,
                protocol,
                sendProxy,
                tls,
                members);
    }
}
