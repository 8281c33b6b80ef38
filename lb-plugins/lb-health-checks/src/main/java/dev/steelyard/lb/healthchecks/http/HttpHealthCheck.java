package dev.steelyard.lb.healthchecks.http;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.wire.Exchange;
import dev.steelyard.lb.healthchecks.wire.HttpAnswer;
import dev.steelyard.lb.healthchecks.wire.HttpReader;
import dev.steelyard.lb.healthchecks.wire.RequestHead;
import java.util.concurrent.CompletableFuture;

/** Asks for a path and looks at the status, and at the body if there is a match to find. */
final class HttpHealthCheck implements HealthCheck {
    private final HttpCheckSettings settings;
    private final RequestHead head;

    HttpHealthCheck(HttpCheckSettings settings) {
        this.settings = settings;
        this.head = settings.requestHead();
    }

    @Override
    public CompletableFuture<ProbeResult> probe(Backend backend) {
        HttpReader reader = new HttpReader(this::wantsBody, this::judge);
        return Exchange.start(backend, "http/1.1", head.bytesFor(backend), reader);
    }

    private boolean wantsBody(int status) {
        return settings.bodyMatch().isPresent() && settings.expectedStatus().contains(status);
    }

    private ProbeResult judge(HttpAnswer answer) {
        int status = answer.status();
        if (!settings.expectedStatus().contains(status)) {
            return ProbeResult.down(status, "status " + status + " (expected " + settings.expectedStatus() + ")");
        }
        return settings.bodyMatch()
                .flatMap(match -> match.complaint(answer.text()))
                .map(complaint -> ProbeResult.down(status, complaint + cut(answer)))
                .orElseGet(() -> ProbeResult.up(status));
    }

    private static String cut(HttpAnswer answer) {
        return answer.truncated() ? " in its first " + HttpReader.BODY_LIMIT / 1024 + " KiB" : "";
    }
}
