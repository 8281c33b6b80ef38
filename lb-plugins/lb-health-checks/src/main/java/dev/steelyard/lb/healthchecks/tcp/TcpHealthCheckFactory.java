package dev.steelyard.lb.healthchecks.tcp;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code tcp} checks. */
public final class TcpHealthCheckFactory implements HealthCheckFactory {

    @Override
    public String type() {
        return "tcp";
    }

    @Override
    public HealthCheck create(Settings settings, ExtensionContext context) {
        return new TcpHealthCheck(settings.as(TcpCheckSettings.class, MethodHandles.lookup()));
    }
}
