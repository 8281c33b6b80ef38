package dev.steelyard.lb.core.plugin;

/**
 * An instance that a plugin made, and what was lent to it.
 *
 * @param value the instance
 * @param type the extension's type
 */
public record Instance<T extends AutoCloseable>(T value, String type, InstanceContext context) implements AutoCloseable {

    /** Closes the instance and ends what it scheduled. */
    @Override
    public void close() throws Exception {
        try {
            value.close();
        } finally {
            context.close();
        }
    }
}
