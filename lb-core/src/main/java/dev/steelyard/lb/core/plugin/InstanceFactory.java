package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.ExtensionConfig;
import java.util.List;

/**
 * Makes the instances that a config asks for, from the extensions of a catalog.
 *
 * <p>Every failure, the plugin's own included, is a {@link SettingsException} that names the place in the config.
 */
public final class InstanceFactory {
    private final ExtensionCatalog catalog;
    private final InstanceServices services;

    public InstanceFactory(ExtensionCatalog catalog, InstanceServices services) {
        this.catalog = catalog;
        this.services = services;
    }

    /** The algorithm of a pool. */
    public Instance<Algorithm> algorithm(ExtensionConfig config, String path) {
        return make(ExtensionPoint.ALGORITHM, config, path, (f, settings, context) -> f.create(settings, context));
    }

    /** The health check of a pool. */
    public Instance<HealthCheck> healthCheck(ExtensionConfig config, String path) {
        return make(ExtensionPoint.HEALTH_CHECK, config, path, (f, settings, context) -> f.create(settings, context));
    }

    /** The affinity of a pool. */
    public Instance<SessionAffinity> affinity(ExtensionConfig config, String path) {
        return make(
                ExtensionPoint.SESSION_AFFINITY, config, path, (f, settings, context) -> f.create(settings, context));
    }

    /** A filter of a route. */
    public Instance<Filter> filter(ExtensionConfig config, String path) {
        return make(ExtensionPoint.FILTER, config, path, (f, settings, context) -> f.create(settings, context));
    }

    /** Whether an instance is what a config asks for: made by the same plugin from the same settings. */
    public boolean wouldMake(Instance<?> instance, ExtensionConfig config) {
        return instance.config().equals(config) && catalog.holds(instance.extension());
    }

    /** The {@code create} method that all factories have, each with its own result. */
    private interface Create<F, T> {
        T create(F factory, Settings settings, ExtensionContext context);
    }

    private <F extends Extension, T extends AutoCloseable> Instance<T> make(
            ExtensionPoint<F> point, ExtensionConfig config, String path, Create<F, T> create) {
        RegisteredExtension<F> extension = find(point, config, path);
        InstanceContext context = new InstanceContext(path, services);
        try {
            T made = ContextLoader.call(extension.loader(), () -> created(create, extension, config, context));
            return new Instance<>(made, config, extension, context);
        } catch (RuntimeException | LinkageError failure) {
            context.close(); // what it may have scheduled before it failed
            throw failure instanceof SettingsException refused ? refused : failed(extension, config, path, failure);
        }
    }

    private static <F extends Extension, T> T created(
            Create<F, T> create, RegisteredExtension<F> extension, ExtensionConfig config, ExtensionContext context) {
        T made = create.create(extension.factory(), config.settings(), context);
        if (made == null) {
            throw new IllegalStateException("create returned nothing");
        }
        return made;
    }

    private <F extends Extension> RegisteredExtension<F> find(
            ExtensionPoint<F> point, ExtensionConfig config, String path) {
        try {
            return catalog.find(point, config.type());
        } catch (LookupFailure unknown) {
            String origin = config.settings().origin();
            throw new SettingsException(List.of(new Problem(origin, path + ".type", unknown.getMessage())));
        }
    }

    private static SettingsException failed(
            RegisteredExtension<?> extension, ExtensionConfig config, String path, Throwable failure) {
        String message = "plugin " + extension.provider() + " failed to make it: " + failure;
        SettingsException refused =
                new SettingsException(List.of(new Problem(config.settings().origin(), path, message)));
        refused.initCause(failure);
        return refused;
    }
}
