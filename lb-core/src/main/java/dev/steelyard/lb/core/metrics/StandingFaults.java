package dev.steelyard.lb.core.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong at this moment though the balancer serves on, such as a directory that cannot be written: told on the log when
 * it begins and ends, and on {@code /health} meanwhile. Any thread.
 */
public final class StandingFaults {
    private static final Logger LOG = LoggerFactory.getLogger(StandingFaults.class);

    private final Map<String, String> faults = new ConcurrentHashMap<>();

    /**
     * Something is wrong.
     *
     * @param what the thing, such as {@code data directory}
     * @param why for people
     */
    public void begin(String what, String why) {
        if (!why.equals(faults.put(what, why))) {
            LOG.error("{}: {}", what, why);
        }
    }

    /** It is right again, or was never wrong. */
    public void end(String what) {
        if (faults.remove(what) != null) {
            LOG.info("{}: in order again", what);
        }
    }

    /** All that is wrong now, by what it is about. */
    public Map<String, String> now() {
        return new TreeMap<>(faults);
    }
}
