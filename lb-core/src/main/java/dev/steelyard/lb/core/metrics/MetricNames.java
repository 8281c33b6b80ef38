package dev.steelyard.lb.core.metrics;

import java.util.Map;

/**
 * The names of all metrics and what they mean.
 *
 * <p>A metric's key in the registry is its name and its labels, as Prometheus writes them: {@code
 * lb_upstream_requests_total{pool="web",backend="srv1"}}.
 */
public final class MetricNames {
    public static final String REQUESTS = "lb_http_requests_total";
    public static final String REQUEST_RATE = "lb_http_requests_per_second";
    public static final String REQUEST_DURATION = "lb_http_request_duration_seconds";
    public static final String REQUESTS_ACTIVE = "lb_http_requests_active";
    public static final String TUNNELS_ACTIVE = "lb_tunnels_active";
    public static final String REQUEST_BYTES = "lb_http_request_bytes_total";
    public static final String RESPONSE_BYTES = "lb_http_response_bytes_total";
    public static final String CONNECTIONS_ACTIVE = "lb_connections_active";
    public static final String TLS_HANDSHAKES = "lb_tls_handshakes_total";
    public static final String TLS_EXPIRY = "lb_tls_certificate_expiry_days";
    public static final String CLIENT_FAULTS = "lb_client_errors_total";
    public static final String UPSTREAM_REQUESTS = "lb_upstream_requests_total";
    public static final String UPSTREAM_DURATION = "lb_upstream_response_duration_seconds";
    public static final String UPSTREAM_ACTIVE = "lb_upstream_requests_active";
    public static final String UPSTREAM_ERRORS = "lb_upstream_errors_total";
    public static final String UPSTREAM_RETRIES = "lb_upstream_retries_total";
    public static final String UPSTREAM_REFUSED = "lb_upstream_refused_total";
    public static final String MIRRORED = "lb_mirrored_requests_total";
    public static final String MIRROR_DROPPED = "lb_mirror_dropped_total";
    public static final String QUEUE_REQUESTS = "lb_queue_requests";
    public static final String QUEUE_ENTERED = "lb_queue_entered_total";
    public static final String QUEUE_DROPPED = "lb_queue_dropped_total";
    public static final String QUEUE_WAIT = "lb_queue_wait_seconds";
    public static final String OVERLOAD_REFUSED = "lb_overload_refused_total";
    public static final String OVERLOAD_CLASSES_REFUSED = "lb_overload_classes_refused";
    public static final String HEAP_AFTER_COLLECTION = "lb_heap_after_collection_ratio";
    public static final String UPSTREAM_HEDGES = "lb_upstream_hedges_total";
    public static final String FALLBACKS = "lb_http_fallbacks_total";
    public static final String STREAM_CONNECTIONS = "lb_stream_connections_total";
    public static final String STREAM_BYTES = "lb_stream_bytes_total";
    public static final String BACKEND_UP = "lb_backend_up";
    public static final String BACKEND_STATE = "lb_backend_state";
    public static final String BACKEND_WEIGHT = "lb_backend_weight";
    public static final String BACKEND_LIMIT = "lb_backend_limit";
    public static final String BACKEND_CHECKS = "lb_backend_checks_total";
    public static final String BACKEND_EJECTIONS = "lb_backend_ejections_total";
    public static final String BACKEND_CIRCUIT_OPEN = "lb_backend_circuit_open";
    public static final String BACKEND_CIRCUIT_OPENINGS = "lb_backend_circuit_openings_total";
    public static final String POOL_CIRCUIT_OPEN = "lb_pool_circuit_open";
    public static final String POOL_CIRCUIT_OPENINGS = "lb_pool_circuit_openings_total";
    public static final String PLUGIN_FAILURES = "lb_plugin_failures_total";
    public static final String ACCESS_LOG_DROPPED = "lb_access_log_dropped_total";
    public static final String REALMS_UNRECLAIMED = "lb_plugin_realms_unreclaimed";
    public static final String RELOADS = "lb_config_reloads_total";
    public static final String BUILD_INFO = "lb_build_info";

    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry(REQUESTS, "Requests answered, by route, pool and class of status code."),
            Map.entry(REQUEST_RATE, "Requests a second, averaged over the last minute."),
            Map.entry(REQUEST_DURATION, "From the first byte of a request to the last byte of its response."),
            Map.entry(REQUESTS_ACTIVE, "Requests under way."),
            Map.entry(TUNNELS_ACTIVE, "Connections that went on in another protocol, such as WebSocket, and are open."),
            Map.entry(REQUEST_BYTES, "Bytes of request bodies and of tunnels received."),
            Map.entry(RESPONSE_BYTES, "Bytes of response bodies and of tunnels sent."),
            Map.entry(CONNECTIONS_ACTIVE, "Open client connections, by listener."),
            Map.entry(TLS_HANDSHAKES, "TLS handshakes with clients, by listener and result."),
            Map.entry(TLS_EXPIRY, "Days until a certificate expires, by its first name and its file."),
            Map.entry(CLIENT_FAULTS, "Requests that ended by a fault of the client, by reason."),
            Map.entry(
                    UPSTREAM_REQUESTS,
                    "Attempts on a backend, by class of status code; code=\"none\" without an answer."),
            Map.entry(UPSTREAM_DURATION, "From the start of an attempt to the end of the backend's answer."),
            Map.entry(UPSTREAM_ACTIVE, "Attempts under way on a backend."),
            Map.entry(UPSTREAM_ERRORS, "Attempts that failed by a fault of the backend, by reason."),
            Map.entry(UPSTREAM_RETRIES, "Requests tried again on another backend, by reason."),
            Map.entry(UPSTREAM_REFUSED, "Requests that found no backend, by reason."),
            Map.entry(MIRRORED, "Copies of requests sent to a mirror, by result."),
            Map.entry(MIRROR_DROPPED, "Requests that should have been copied to a mirror and were not, by reason."),
            Map.entry(QUEUE_REQUESTS, "Requests that wait for a place in a pool."),
            Map.entry(QUEUE_ENTERED, "Requests that had to wait for a place in a pool."),
            Map.entry(QUEUE_DROPPED, "Requests that got no place in a pool in the end, by reason."),
            Map.entry(QUEUE_WAIT, "How long requests waited that got a place."),
            Map.entry(OVERLOAD_REFUSED, "Requests refused before any work, by route, priority and reason."),
            Map.entry(OVERLOAD_CLASSES_REFUSED, "Classes of priority refused for want of heap, from the lowest on."),
            Map.entry(HEAP_AFTER_COLLECTION, "Part of the heap in use after the last collection; 0 if not looked at."),
            Map.entry(
                    UPSTREAM_HEDGES,
                    "Requests sent to a second backend while the first was silent, by which answered first."),
            Map.entry(FALLBACKS, "Requests that went to the fallback of their route, by reason."),
            Map.entry(STREAM_CONNECTIONS, "Connections of TCP, TLS and UDP listeners that ended, by listener and how."),
            Map.entry(STREAM_BYTES, "Bytes that backends were sent, or sent, over such connections."),
            Map.entry(BACKEND_UP, "1 while a backend may get new requests."),
            Map.entry(BACKEND_STATE, "1 for the state a backend is in."),
            Map.entry(BACKEND_WEIGHT, "Configured weight of a backend."),
            Map.entry(BACKEND_LIMIT, "Requests that a backend takes at a time now."),
            Map.entry(BACKEND_CHECKS, "Health probes of a backend, by result."),
            Map.entry(BACKEND_EJECTIONS, "Times a backend went out, by active or passive check."),
            Map.entry(BACKEND_CIRCUIT_OPEN, "1 while the circuit breaker of a backend is open."),
            Map.entry(BACKEND_CIRCUIT_OPENINGS, "Times the circuit breaker of a backend opened."),
            Map.entry(POOL_CIRCUIT_OPEN, "1 while the circuit breaker of a pool is open."),
            Map.entry(POOL_CIRCUIT_OPENINGS, "Times the circuit breaker of a pool opened."),
            Map.entry(PLUGIN_FAILURES, "Calls into a plugin that failed and were contained, by pool and kind."),
            Map.entry(ACCESS_LOG_DROPPED, "Access-log lines dropped because the writer could not keep up."),
            Map.entry(REALMS_UNRECLAIMED, "Plugins that were unloaded and whose classes are not freed yet."),
            Map.entry(RELOADS, "Times the config was read again, by what became of it."),
            Map.entry(BUILD_INFO, "Always 1; the labels say what runs."));

    private MetricNames() {}

    /** What a metric means, or an empty string for one that is not ours. */
    public static String meaning(String name) {
        return MEANINGS.getOrDefault(name, "");
    }

    /**
     * A registry key.
     *
     * @param labels name, value, name, value, …
     */
    public static String key(String name, String... labels) {
        if (labels.length == 0) {
            return name;
        }
        StringBuilder key = new StringBuilder(name).append('{');
        for (int i = 0; i < labels.length; i += 2) {
            key.append(i == 0 ? "" : ",")
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1]))
                    .append('"');
        }
        return key.append('}').toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
