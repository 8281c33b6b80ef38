package dev.steelyard.lb.core.generation;

import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.core.config.HealthConfig;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.Overrides;
import dev.steelyard.lb.core.config.OverridesFile;
import dev.steelyard.lb.core.config.SplitOverride;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.pool.AdminState;
import dev.steelyard.lb.core.pool.RuntimeChanges;
import dev.steelyard.lb.core.routing.SplitChanges;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what is changed while the balancer runs and keeps it in the data directory.
 *
 * <p>Any thread. Writing is left to a worker; what cannot be written is tried again until it can.
 */
public final class OverridesLog implements RuntimeChanges, SplitChanges {
    private static final Logger LOG = LoggerFactory.getLogger(OverridesLog.class);
    private static final String FAULT = "data directory";
    private static final long AGAIN_SECONDS = 5;

    private final OverridesFile keptIn;
    private final Executor blocking;
    private final ScheduledExecutorService timer;
    private final StandingFaults faults;
    private Overrides overrides = Overrides.NONE;
    private LbConfig file;
    private long version;
    private long writtenVersion;
    private boolean writing;
    private boolean failed;

    public OverridesLog(
            OverridesFile keptIn, Executor blocking, ScheduledExecutorService timer, StandingFaults faults) {
        this.keptIn = keptIn;
        this.blocking = blocking;
        this.timer = timer;
        this.faults = faults;
    }

    /**
     * Reads what was kept. A file that cannot be understood is put aside, told of, and what it had does not hold: the balancer
     * starts all the same.
     */
    public synchronized void read() {
        try {
            overrides = keptIn.read();
        } catch (SettingsException broken) {
            overrides = Overrides.NONE;
            putAside(broken);
        }
    }

    private void putAside(SettingsException broken) {
        String first = broken.problems().get(0).toString();
        try {
            faults.begin(
                    "changes of earlier runs",
                    "cannot be read and do not hold (" + first + "); kept in " + keptIn.putAside());
        } catch (IOException immovable) {
            faults.begin("changes of earlier runs", "cannot be read and do not hold (" + first + ")");
        }
    }

    /**
     * What holds under a file from now on: where the file says something else than it did when something was changed, the file
     * is the newer word.
     */
    public synchronized Overrides under(LbConfig next) {
        Overrides left = overrides.under(next);
        file = next;
        if (!left.equals(overrides)) {
            LOG.info("the file says something newer than some changes made at run time, which are forgotten");
            set(left);
        }
        return left;
    }

    /** What holds now. */
    public synchronized Overrides now() {
        return overrides;
    }

    /** Grows with each change. */
    public synchronized long version() {
        return version;
    }

    @Override
    public synchronized void added(String pool, BackendConfig backend) {
        set(overrides.withAdded(pool, backend));
    }

    @Override
    public synchronized void removed(String pool, String id) {
        set(overrides.withRemoved(pool, id, file));
    }

    @Override
    public synchronized void weightSet(String pool, String id, int weight) {
        set(overrides.withWeight(pool, id, weight, file));
    }

    @Override
    public synchronized void stateSet(String pool, String id, AdminState state) {
        set(overrides.withState(pool, id, state.name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public synchronized void healthSet(String pool, HealthConfig policy) {
        set(overrides.withHealth(pool, policy, file));
    }

    @Override
    public synchronized SplitOverride splitOf(String route) {
        return overrides.splits().get(route);
    }

    @Override
    public synchronized void splitChanged(String route, SplitOverride now) {
        set(overrides.withSplit(route, now));
    }

    private void set(Overrides next) {
        overrides = next;
        version++;
        if (!writing) {
            writing = true;
            beginToWrite();
        }
    }

    private void beginToWrite() {
        try {
            blocking.execute(this::write);
        } catch (RejectedExecutionException stopping) {
            writing = false;
            LOG.debug("a change is not kept, as the balancer stops");
        }
    }

    private void write() {
        Overrides next;
        long nextVersion;
        synchronized (this) {
            next = overrides;
            nextVersion = version;
        }
        try {
            keptIn.write(next);
            faults.end(FAULT);
            written(nextVersion, false);
        } catch (IOException | RuntimeException failure) {
            faults.begin(
                    FAULT, "changes made at run time hold, but cannot be kept in " + keptIn.path() + ": " + failure);
            written(writtenVersion(), true);
        }
    }

    private synchronized long writtenVersion() {
        return writtenVersion;
    }

    private synchronized void written(long upTo, boolean hasFailed) {
        writtenVersion = upTo;
        failed = hasFailed;
        writing = writtenVersion != version;
        notifyAll();
        if (failed) {
            writeLater();
        } else if (writing) {
            beginToWrite();
        }
    }

    private void writeLater() {
        try {
            timer.schedule(this::beginToWrite, AGAIN_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("a change is not kept, as the balancer stops");
        }
    }

    /**
     * Waits until what was changed so far is kept.
     *
     * @return false if it could not be kept in time
     */
    public synchronized boolean awaitKept(Duration atMost) {
        long wanted = version;
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (writtenVersion < wanted && !failed && System.nanoTime() - end < 0) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, end - System.nanoTime()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return writtenVersion >= wanted;
    }
}
