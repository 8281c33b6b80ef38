package dev.steelyard.lb.healthchecks.grpc;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code grpc} checks. */
public final class GrpcHealthCheckFactory implements HealthCheckFactory {

    @Override
    public String type() {
        return "grpc";
    }

    @Override
    public HealthCheck create(Settings settings, ExtensionContext context) {
        return new GrpcHealthCheck(settings.as(GrpcCheckSettings.class, MethodHandles.lookup()));
    }
}
