package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.core.config.ExtensionConfig;

/**
 * An instance that a plugin made, and what was lent to it.
 *
 * @param value the instance
 * @param config what it was made from
 * @param extension who made it
 */
public record Instance<T extends AutoCloseable>(
        T value, ExtensionConfig config, RegisteredExtension<?> extension, InstanceContext context)
        implements AutoCloseable {

    /** The extension's type. */
    public String type() {
        return config.type();
    }

    /**
     * Closes the instance and ends what it scheduled.
     *
     * @throws IllegalStateException if the plugin's own close failed
     */
    @Override
    public void close() {
        try {
            value.close();
        } catch (Exception failure) {
            throw new IllegalStateException(type() + " could not be closed", failure);
        } finally {
            context.close();
        }
    }
}
