package dev.steelyard.lb.healthchecks.grpc;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.http2.Http2Answer;
import dev.steelyard.lb.healthchecks.http2.Http2Reader;
import dev.steelyard.lb.healthchecks.http2.Http2Request;
import dev.steelyard.lb.healthchecks.wire.Exchange;
import dev.steelyard.lb.healthchecks.wire.RequestHead;
import dev.steelyard.lb.healthchecks.wire.Shown;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Calls {@code grpc.health.v1.Health/Check} on a connection of its own, over HTTP/2 in plain text. */
final class GrpcHealthCheck implements HealthCheck {
    private static final String METHOD = "/grpc.health.v1.Health/Check";
    private static final int OK = 200;

    private final GrpcCheckSettings settings;
    private final byte[] message;

    GrpcHealthCheck(GrpcCheckSettings settings) {
        this.settings = settings;
        this.message = HealthMessages.request(settings.service());
    }

    @Override
    public CompletableFuture<ProbeResult> probe(Backend backend) {
        return Exchange.start(backend, "h2", Http2Request.bytes(head(backend), message), new Http2Reader(this::judge));
    }

    private Map<String, String> head(Backend backend) {
        Map<String, String> head = new LinkedHashMap<>();
        head.put(":method", "POST");
        head.put(":scheme", "http");
        head.put(":path", METHOD);
        head.put(":authority", settings.host().orElseGet(() -> RequestHead.authority(backend)));
        head.put("te", "trailers");
        head.put("content-type", "application/grpc");
        head.put("user-agent", "steelyard-health-check");
        settings.metadata().forEach((name, value) -> head.put(name.toLowerCase(Locale.ROOT), value));
        return head;
    }

    private ProbeResult judge(Http2Answer answer) {
        if (answer.status() != OK) {
            return ProbeResult.down(answer.status(), "status " + answer.status() + " (expected " + OK + ")");
        }
        String status = answer.fields().get("grpc-status");
        if (status == null) {
            return ProbeResult.down(0, "an answer without grpc-status: it is not gRPC that is spoken there");
        }
        GrpcStatus code = GrpcStatus.of(status);
        if (code != GrpcStatus.OK) {
            return ProbeResult.down(code.ordinal(), complaint(code, answer));
        }
        ServingStatus serving = HealthMessages.serving(answer.body());
        return serving == ServingStatus.SERVING ? ProbeResult.up(0) : ProbeResult.down(0, serving + of());
    }

    private String complaint(GrpcStatus code, Http2Answer answer) {
        if (code == GrpcStatus.UNIMPLEMENTED) {
            return "UNIMPLEMENTED: the server has no grpc.health.v1.Health";
        }
        String message = answer.fields().get("grpc-message");
        return code + of() + (message == null ? "" : ": " + Shown.text(message));
    }

    private String of() {
        return settings.service().isEmpty() ? "" : " (service " + Shown.text(settings.service()) + ")";
    }
}
