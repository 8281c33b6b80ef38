package dev.steelyard.lb.healthchecks.tcp;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.wire.AnswerReader;
import dev.steelyard.lb.healthchecks.wire.Exchange;
import java.util.concurrent.CompletableFuture;

/** Connects; sends and expects some bytes if the config says so. */
final class TcpHealthCheck implements HealthCheck {
    private final TcpCheckSettings settings;

    TcpHealthCheck(TcpCheckSettings settings) {
        this.settings = settings;
    }

    @Override
    public CompletableFuture<ProbeResult> probe(Backend backend) {
        byte[] request = settings.send().map(EscapedBytes::bytes).orElse(new byte[0]);
        AnswerReader reader =
                settings.expect().<AnswerReader>map(ExpectReader::new).orElseGet(NoAnswer::new);
        return Exchange.start(backend, request, reader);
    }
}
