package dev.steelyard.lb.core.plugin;

/**
 * An instance that a plugin made, and what was lent to it.
 *
 * @param value the instance
 * @param type the extension's type
 */
public record Instance<T extends AutoCloseable>(T value, String type, InstanceContext context)
        implements AutoCloseable {

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
            throw new IllegalStateException(type + " could not be closed", failure);
        } finally {
            context.close();
        }
    }
}
