package dev.steelyard.lb.healthchecks.grpc;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.healthchecks.wire.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of a {@code grpc} check.
 *
 * @param service whose health is asked for, or empty for the server's
 * @param host the {@code :authority} of the call, or empty for the backend's host and port
 * @param metadata further headers of the call
 */
record GrpcCheckSettings(@Default("") String service, Optional<String> host, Map<String, String> metadata) {
    private static final int MAX_SERVICE_BYTES = 1024;
    private static final Set<String> OURS =
            Set.of("te", "content-type", "user-agent", "keep-alive", "proxy-connection");

    GrpcCheckSettings {
        new RequestHead("POST", "/", metadata, host); // refuses what cannot be sent, where the user sees the line
        if (service.getBytes(StandardCharsets.UTF_8).length > MAX_SERVICE_BYTES) {
            throw new IllegalArgumentException("service: a name of " + service.length() + " letters (expected: at most "
                    + MAX_SERVICE_BYTES + " bytes)");
        }
        metadata.keySet().forEach(GrpcCheckSettings::requireFree);
    }

    private static void requireFree(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        if (OURS.contains(key) || key.startsWith("grpc-")) {
            throw new IllegalArgumentException("metadata: '" + name + "' (expected: the probe sets it)");
        }
    }
}
