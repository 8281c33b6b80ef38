package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Remaining;
import dev.steelyard.lb.api.settings.Setting;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.ExtensionUse.Kind;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parts of a file that can be read although others cannot, so that a person is told of the faults in both at once.
 *
 * <p>What cannot be read is left out: the reading of the whole file has told why.
 */
final class ReadableParts {
    private final HoconTree tree;

    ReadableParts(HoconTree tree) {
        this.tree = tree;
    }

    private record Algorithm(
            @Default("round-robin") ExtensionConfig algorithm,
            @Remaining Settings others) {}

    private record Affinity(
            Optional<ExtensionConfig> affinity, @Remaining Settings others) {}

    private record Check(
            Optional<ExtensionConfig> check, @Remaining Settings others) {}

    private record Filters(
            List<ExtensionConfig> filters, @Remaining Settings others) {}

    private record Backends(List<BackendConfig> backends) {}

    private record Plugins(PluginsConfig plugins, @Remaining Settings others) {}

    /** Where plugins come from; empty if that cannot be read. */
    Optional<PluginsConfig> plugins() {
        return read("", Plugins.class).map(Plugins::plugins);
    }

    /** Every place that asks for an extension. */
    List<ExtensionUse> extensions() {
        List<ExtensionUse> uses = new ArrayList<>();
        tree.names("pools").forEach(pool -> addOfPool("pools." + pool, uses));
        for (int i = 0; i < tree.size("routes"); i++) {
            addFilters("routes[" + i + "]", uses);
        }
        return uses;
    }

    private void addOfPool(String pool, List<ExtensionUse> uses) {
        read(pool, Algorithm.class)
                .ifPresent(read -> uses.add(new ExtensionUse(Kind.ALGORITHM, read.algorithm(), pool + ".algorithm")));
        read(pool, Affinity.class)
                .flatMap(Affinity::affinity)
                .ifPresent(config -> uses.add(new ExtensionUse(Kind.SESSION_AFFINITY, config, pool + ".affinity")));
        read(pool + ".health", Check.class)
                .flatMap(Check::check)
                .ifPresent(config -> uses.add(new ExtensionUse(Kind.HEALTH_CHECK, config, pool + ".health.check")));
    }

    private void addFilters(String route, List<ExtensionUse> uses) {
        List<ExtensionConfig> filters =
                read(route, Filters.class).map(Filters::filters).orElse(List.of());
        for (int i = 0; i < filters.size(); i++) {
            uses.add(new ExtensionUse(Kind.FILTER, filters.get(i), route + ".filters[" + i + "]"));
        }
    }

    /** The backends of a pool by their paths, such as {@code pools.web.backends[0]}. */
    Map<String, BackendConfig> backends(String pool) {
        Map<String, BackendConfig> backends = new LinkedHashMap<>();
        for (int i = 0; i < tree.size("pools." + pool + ".backends"); i++) {
            String path = "pools." + pool + ".backends[" + i + "]";
            Setting alone = new Setting(Map.of("backends", new Setting(List.of(tree.at(path)), "")), "");
            read(alone, "", Backends.class)
                    .ifPresent(read -> backends.put(path, read.backends().get(0)));
        }
        return backends;
    }

    private <R extends Record> Optional<R> read(String path, Class<R> type) {
        Setting block = path.isEmpty() ? tree.root() : tree.at(path);
        return block != null && block.value() instanceof Map ? read(block, path, type) : Optional.empty();
    }

    private static <R extends Record> Optional<R> read(Setting block, String path, Class<R> type) {
        try {
            return Optional.of(Settings.of(path, block).as(type, MethodHandles.lookup()));
        } catch (SettingsException toldElsewhere) {
            return Optional.empty();
        }
    }
}
