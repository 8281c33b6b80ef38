package dev.steelyard.lb.core;

import com.codahale.metrics.Gauge;
import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.admin.ConfigControl;
import dev.steelyard.lb.core.admin.Drift;
import dev.steelyard.lb.core.config.ConfigChange;
import dev.steelyard.lb.core.config.ConfigDiff;
import dev.steelyard.lb.core.config.ConfigDraft;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.Overrides;
import dev.steelyard.lb.core.generation.Generation;
import dev.steelyard.lb.core.generation.NextGeneration;
import dev.steelyard.lb.core.generation.ReloadReport;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.plugin.ClosedRealms;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.pool.AdminState;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.server.LeavingListeners;
import dev.steelyard.lb.core.server.NextListeners;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The config that is live, and how another one takes its place while requests go on.
 *
 * <p>Everything that can be refused is made first; then all of it takes over. One change at a time; any thread.
 */
final class LiveConfig implements ConfigControl {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);
    private static final String FAULT = "config";
    private static final Duration KEPT_WITHIN = Duration.ofSeconds(1);

    private final Supplier<ConfigDraft> source;
    private final InstalledPlugins plugins;
    private final ProcessParts parts;
    private final ClosedRealms closedRealms = new ClosedRealms();
    private volatile ConfigDraft lastRead;
    private volatile LbConfig atStart;
    private volatile LbConfig file;
    private volatile Generation generation;

    LiveConfig(Supplier<ConfigDraft> source, ConfigDraft first, InstalledPlugins plugins, ProcessParts parts) {
        this.source = source;
        this.lastRead = first;
        this.plugins = plugins;
        this.parts = parts;
        parts.registry().register(MetricNames.REALMS_UNRECLAIMED, (Gauge<Integer>) closedRealms::unreclaimed);
    }

    /**
     * Begins to serve.
     *
     * @throws SettingsException if the config cannot be used
     * @throws IOException if an address cannot be bound
     */
    synchronized void start(LbConfig first, ExtensionCatalog catalog) throws Exception {
        atStart = first;
        parts.overrides().read();
        takeOver(first, catalog);
    }

    /** Another process wrote them since. */
    synchronized void rereadOverrides() throws IOException {
        parts.overrides().read();
        takeOver(file, generation.catalog());
    }

    /** What serves now. */
    Generation generation() {
        return generation;
    }

    /** The file as it was read last, good or bad. */
    ConfigDraft lastRead() {
        return lastRead;
    }

    @Override
    public synchronized ReloadReport reload() throws IOException {
        try {
            ReloadReport report = reloaded();
            parts.faults().end(FAULT);
            count(report.isEmpty() ? "unchanged" : "done");
            tell(report);
            return report;
        } catch (IOException | RuntimeException refused) {
            count("refused");
            parts.faults().begin(FAULT, "the file was not taken on, the one before serves on: " + why(refused));
            tellOthers(refused);
            throw refused;
        }
    }

    private ReloadReport reloaded() throws IOException {
        lastRead = source.get();
        LbConfig next = lastRead.config();
        ExtensionCatalog before = generation.catalog();
        ExtensionCatalog catalog = plugins.reload(next, file.plugins(), before);
        ReloadReport report = report(file, next, before, catalog);
        try {
            if (!report.isEmpty() || !report.needRestart().isEmpty()) {
                takeOver(next, catalog);
            }
            return report;
        } catch (IOException | RuntimeException refused) {
            closedRealms.close(catalog.realmsNotIn(before));
            throw refused;
        }
    }

    private ReloadReport report(LbConfig from, LbConfig to, ExtensionCatalog before, ExtensionCatalog after) {
        List<ConfigChange> changes = ConfigDiff.between(from, to);
        return new ReloadReport(
                changes.stream()
                        .filter(change -> !ConfigDiff.needsRestart(change))
                        .toList(),
                changes.stream().filter(ConfigDiff::needsRestart).toList(),
                InstalledPlugins.changed(before, after));
    }

    private void tell(ReloadReport report) {
        LOG.info(
                "config reloaded: {} changes, {} plugins changed",
                report.changes().size(),
                report.plugins().size());
        report.changes().forEach(change -> LOG.info("config: {}", change));
        report.plugins().forEach(plugin -> LOG.info("plugin {} came, went or was replaced", plugin));
        report.needRestart().forEach(change -> LOG.warn("config: {} (holds from the next start on)", change));
    }

    private void count(String result) {
        parts.registry()
                .counter(MetricNames.key(MetricNames.RELOADS, "result", result))
                .inc();
    }

    /** The first is told already. */
    private static void tellOthers(Exception refused) {
        if (refused instanceof SettingsException settings) {
            settings.problems().stream().skip(1).forEach(problem -> LOG.error("config: {}", problem));
        }
    }

    private static String why(Exception refused) {
        if (refused instanceof SettingsException settings) {
            int more = settings.problems().size() - 1;
            return settings.problems().get(0) + (more == 0 ? "" : " (and " + more + " more)");
        }
        return String.valueOf(refused.getMessage());
    }

    /** What was changed at run time meanwhile would be undone: then once more, with it. */
    private void takeOver(LbConfig next, ExtensionCatalog catalog) throws IOException {
        long version;
        do {
            Overrides left = parts.overrides().under(next);
            version = parts.overrides().version();
            exchange(left.applyTo(next), states(next, left), catalog);
            file = next;
        } while (parts.overrides().version() != version);
    }

    private static Map<String, Map<String, AdminState>> states(LbConfig config, Overrides overrides) {
        Map<String, Map<String, AdminState>> states = new LinkedHashMap<>();
        config.pools().keySet().forEach(pool -> {
            Map<String, AdminState> ofPool = new LinkedHashMap<>();
            overrides
                    .states(pool)
                    .forEach((id, word) -> ofPool.put(id, AdminState.valueOf(word.toUpperCase(Locale.ROOT))));
            states.put(pool, ofPool);
        });
        return states;
    }

    private void exchange(LbConfig config, Map<String, Map<String, AdminState>> states, ExtensionCatalog catalog)
            throws IOException {
        Generation before = generation;
        try (NextGeneration next = build(config, catalog, before == null ? Map.of() : before.pools());
                NextListeners listeners = parts.server().prepare(config.listeners(), next.generation()::routes)) {
            List<AutoCloseable> left = next.begin(states);
            generation = next.generation();
            LeavingListeners leaving = parts.server().take(listeners);
            if (before != null) {
                retire(before, left, leaving);
            }
        }
    }

    private NextGeneration build(LbConfig config, ExtensionCatalog catalog, Map<String, Pool> running) {
        try {
            return parts.builders().apply(config, catalog).build(running);
        } catch (SettingsException refused) {
            throw new SettingsException(lastRead.placed(refused.problems()));
        }
    }

    /** First the listeners that leave, whose requests still go by the old routes, then all that only those routes used. */
    private void retire(Generation before, List<AutoCloseable> left, LeavingListeners leaving) {
        Generation now = generation;
        parts.retirement()
                .begin(
                        List.of(
                                Retirement.step(leaving::areQuiet, () -> {
                                    leaving.close();
                                    before.retire();
                                }),
                                Retirement.step(
                                        before::isQuiet, () -> before.closePartsNotIn(now, left, closedRealms::close))),
                        now.config().drainTimeout());
    }

    @Override
    public ReloadReport diff(ConfigDraft wanted) {
        return report(file, wanted.config(), generation.catalog(), generation.catalog());
    }

    @Override
    public synchronized Drift drift() {
        List<ConfigChange> atRunTime =
                new ArrayList<>(ConfigDiff.between(file, parts.overrides().now().applyTo(file)));
        atRunTime.addAll(parts.overrides().now().stateChanges());
        try {
            List<ConfigChange> notLoaded = ConfigDiff.between(file, source.get().config());
            return new Drift(atRunTime, notLoaded, List.of(), sinceStart());
        } catch (SettingsException unusable) {
            List<String> problems =
                    unusable.problems().stream().map(Problem::toString).toList();
            return new Drift(atRunTime, List.of(), problems, sinceStart());
        }
    }

    private List<ConfigChange> sinceStart() {
        return ConfigDiff.between(atStart, file).stream()
                .filter(ConfigDiff::needsRestart)
                .toList();
    }

    @Override
    public void awaitKept() {
        parts.overrides().awaitKept(KEPT_WITHIN);
    }

    /** Closes everything; no request is under way any more. */
    synchronized void close() {
        parts.retirement().close();
        if (generation != null) {
            generation.close();
            generation.catalog().close();
        }
    }
}
