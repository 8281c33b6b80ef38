package dev.steelyard.lb.healthchecks.deep;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code deep} checks. */
public final class DeepHealthCheckFactory implements HealthCheckFactory {

    @Override
    public String type() {
        return "deep";
    }

    @Override
    public HealthCheck create(Settings settings, ExtensionContext context) {
        return new DeepHealthCheck(settings.as(DeepCheckSettings.class, MethodHandles.lookup()));
    }
}
