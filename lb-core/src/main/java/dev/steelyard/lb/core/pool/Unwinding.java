package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects why parts of a pool cannot be made, and closes those that were, the last first, unless all of it was finished. */
final class Unwinding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Unwinding.class);

    private final Deque<AutoCloseable> made = new ArrayDeque<>();
    private final List<Problem> problems = new ArrayList<>();

    /** Notes something made; {@code null} passes through. */
    <T extends AutoCloseable> T add(T closeable) {
        if (closeable != null) {
            made.push(closeable);
        }
        return closeable;
    }

    /** Makes and notes something, or remembers why not; then {@code null}, until {@link #requireAll} tells. */
    <T extends AutoCloseable> T make(Supplier<T> maker) {
        try {
            return add(maker.get());
        } catch (SettingsException refused) {
            problems.addAll(refused.problems());
            return null;
        }
    }

    /**
     * @throws SettingsException with every reason why something could not be made
     */
    void requireAll() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    /** The making is finished: nothing is closed. */
    void keep() {
        made.clear();
    }

    @Override
    public void close() {
        for (AutoCloseable closeable : made) {
            try {
                closeable.close();
            } catch (Exception failure) {
                LOG.warn("closing a half-made pool failed", failure);
            }
        }
    }
}
