package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.Extension;
import java.util.regex.Pattern;

/** Reads the name of an extension, the first code of a plugin's own that runs after its constructor. */
final class TypeName {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private TypeName() {}

    /**
     * @throws IllegalArgumentException if it has none that fits, with the class and what it did
     */
    static String of(Extension factory, ClassLoader loader) {
        String type = ContextLoader.call(loader, () -> read(factory));
        if (type == null || !FORM.matcher(type).matches()) {
            String shown = type == null ? "null" : "'" + type + "'";
            throw new IllegalArgumentException(factory.getClass().getName() + ".type(): " + shown
                    + " (expected: lower-case words joined by dashes, such as round-robin)");
        }
        return type;
    }

    private static String read(Extension factory) {
        try {
            return factory.type();
        } catch (OutOfMemoryError | InternalError fatal) {
            throw fatal;
        } catch (Throwable broken) {
            throw new IllegalArgumentException(factory.getClass().getName() + ".type() throws " + broken, broken);
        }
    }
}
