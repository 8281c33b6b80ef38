package dev.steelyard.lb.healthchecks.mysql;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code mysql} checks. */
public final class MysqlHealthCheckFactory implements HealthCheckFactory {

    @Override
    public String type() {
        return "mysql";
    }

    @Override
    public HealthCheck create(Settings settings, ExtensionContext context) {
        return new MysqlHealthCheck(settings.as(MysqlCheckSettings.class, MethodHandles.lookup()));
    }
}
