package dev.steelyard.lb.healthchecks.mysql;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.wire.Exchange;
import java.util.concurrent.CompletableFuture;

/** Waits for the server's greeting, then logs in and asks; without a user it lets itself be refused. */
final class MysqlHealthCheck implements HealthCheck {
    private static final byte[] THE_SERVER_BEGINS = {};

    private final MysqlCheckSettings settings;

    MysqlHealthCheck(MysqlCheckSettings settings) {
        this.settings = settings;
    }

    @Override
    public CompletableFuture<ProbeResult> probe(Backend backend) {
        return Exchange.start(backend, THE_SERVER_BEGINS, new MysqlReader(settings));
    }
}
