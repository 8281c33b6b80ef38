package dev.steelyard.lb.core.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was made so far, the last first, unless the making was finished. */
final class Unwinding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Unwinding.class);

    private final Deque<AutoCloseable> made = new ArrayDeque<>();

    /** Notes something made; {@code null} passes through. */
    <T extends AutoCloseable> T add(T closeable) {
        if (closeable != null) {
            made.push(closeable);
        }
        return closeable;
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
