package dev.steelyard.lb.healthchecks.redis;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code redis} checks. */
public final class RedisHealthCheckFactory implements HealthCheckFactory {

    @Override
    public String type() {
        return "redis";
    }

    @Override
    public HealthCheck create(Settings settings, ExtensionContext context) {
        return new RedisHealthCheck(settings.as(RedisCheckSettings.class, MethodHandles.lookup()));
    }
}
