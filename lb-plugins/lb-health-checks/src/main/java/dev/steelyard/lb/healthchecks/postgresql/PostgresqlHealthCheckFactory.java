package dev.steelyard.lb.healthchecks.postgresql;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;
import java.security.SecureRandom;

/** Makes {@code postgresql} checks. */
public final class PostgresqlHealthCheckFactory implements HealthCheckFactory {

    @Override
    public String type() {
        return "postgresql";
    }

    @Override
    public HealthCheck create(Settings settings, ExtensionContext context) {
        PostgresqlCheckSettings read = settings.as(PostgresqlCheckSettings.class, MethodHandles.lookup());
        return new PostgresqlHealthCheck(read, new SecureRandom());
    }
}
