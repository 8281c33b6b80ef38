package dev.steelyard.lb.core;

import dev.steelyard.lb.core.config.ReloadConfig;
import dev.steelyard.lb.core.wiring.BackgroundThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the config file and the plugins again and again, and has what changed taken on.
 *
 * <p>It looks rather than being told, since file systems over the network and of containers do not tell. A change is taken on
 * once two looks saw the same, so that nothing half-written is. On a worker thread.
 */
final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final LiveConfig live;
    private final InstalledPlugins plugins;
    private final BackgroundThreads threads;
    private FileStamps takenOn;
    private FileStamps seen;
    private ScheduledFuture<?> looking; // null if it is off

    FileWatch(LiveConfig live, InstalledPlugins plugins, BackgroundThreads threads) {
        this.live = live;
        this.plugins = plugins;
        this.threads = threads;
    }

    /** Begins to look, if the config wants it. */
    synchronized void begin(ReloadConfig config) {
        if (config.watchConfig() || config.watchPlugins()) {
            takenOn = files(config);
            seen = takenOn;
            long nanos = config.interval().toNanos();
            looking = threads.timer()
                    .scheduleWithFixedDelay(
                            () -> threads.workers().execute(() -> look(config)), nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void look(ReloadConfig config) {
        FileStamps now = files(config);
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(takenOn)) {
            takenOn = now;
            reload();
        }
    }

    private void reload() {
        try {
            live.reload();
        } catch (IOException | RuntimeException refused) {
            LOG.debug("not taken on", refused); // told as a standing fault
        }
    }

    private FileStamps files(ReloadConfig config) {
        List<Path> files = new ArrayList<>();
        if (config.watchConfig()) {
            live.lastRead().files().forEach(file -> files.add(Path.of(file)));
        }
        if (config.watchPlugins()) {
            files.add(plugins.userDirectory(live.generation().config().plugins()));
        }
        return FileStamps.of(files);
    }

    @Override
    public synchronized void close() {
        if (looking != null) {
            looking.cancel(false);
        }
    }
}
