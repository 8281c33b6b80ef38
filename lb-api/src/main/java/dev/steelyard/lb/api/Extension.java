package dev.steelyard.lb.api;

/**
 * A factory of one implementation of an extension point, found by {@link java.util.ServiceLoader}.
 *
 * <p>The life of an extension:
 *
 * <ol>
 *   <li>The core stages a copy of the plugin and opens it in a realm of its own.
 *   <li>{@link java.util.ServiceLoader} makes the factory with its public no-argument constructor. It must do nothing
 *       there: no thread, file or socket.
 *   <li>{@link #type()} is read once and must be unique among all plugins for its extension point.
 *   <li>{@code create(settings, context)} makes one instance for each place of the config that names the type.
 *   <li>The instance serves, as its own interface says.
 *   <li>{@code close()} ends it, after the last request that could reach it.
 * </ol>
 */
public interface Extension {

    /**
     * The name by which a config asks for this implementation, such as {@code round-robin}.
     *
     * <p><b>Threads:</b> called once, while the plugin loads. <b>Failure:</b> an exception, {@code null}, or a name that
     * is not lower-case words joined by dashes rejects the plugin; the rest of the balancer serves on.
     *
     * @return lower-case letters, digits and dashes, starting with a letter
     */
    String type();
}
