package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.ExtensionContext;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** What the core lends to one instance. */
final class InstanceContext implements ExtensionContext {
    private final String path;
    private final InstanceServices services;
    private final InstanceTimer timer;

    InstanceContext(String path, InstanceServices services) {
        this.path = path;
        this.services = services;
        this.timer = new InstanceTimer(services.timer());
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Clock clock() {
        return services.clock();
    }

    @Override
    public LongSupplier nanoTime() {
        return services.nanoTime();
    }

    @Override
    public RandomGenerator random() {
        return services.random();
    }

    @Override
    public Executor executor() {
        return services.workers();
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return timer;
    }

    @Override
    public System.Logger logger() {
        return System.getLogger("plugin." + path);
    }

    /** The instance was closed: what it scheduled ends. */
    void close() {
        timer.cancelAll();
    }
}
