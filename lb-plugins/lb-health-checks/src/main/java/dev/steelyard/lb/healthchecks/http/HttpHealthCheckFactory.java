package dev.steelyard.lb.healthchecks.http;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code http} checks. */
public final class HttpHealthCheckFactory implements HealthCheckFactory {

    @Override
    public String type() {
        return "http";
    }

    @Override
    public HealthCheck create(Settings settings, ExtensionContext context) {
        return new HttpHealthCheck(settings.as(HttpCheckSettings.class, MethodHandles.lookup()));
    }
}
