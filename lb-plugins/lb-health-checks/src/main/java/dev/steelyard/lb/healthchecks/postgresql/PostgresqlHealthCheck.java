package dev.steelyard.lb.healthchecks.postgresql;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.wire.Exchange;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;

/** Begins a login, or logs in and asks. */
final class PostgresqlHealthCheck implements HealthCheck {
    /** A server that logs it shall say what it was. */
    private static final String NOBODY = "steelyard";

    private final PostgresqlCheckSettings settings;
    private final Scram scram;
    private final byte[] startup;

    PostgresqlHealthCheck(PostgresqlCheckSettings settings, SecureRandom random) {
        this.settings = settings;
        this.scram = new Scram(settings.password().orElse(""), random);
        this.startup = ClientMessage.startup(settings.user().orElse(NOBODY), settings.database());
    }

    @Override
    public CompletableFuture<ProbeResult> probe(Backend backend) {
        return Exchange.start(backend, startup, new PostgresqlReader(settings, scram));
    }
}
