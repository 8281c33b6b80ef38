package dev.steelyard.lb.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Tells in what two configs differ, value by value, defaults included. */
public final class ConfigDiff {
    /** Read once, at the start: the sockets, threads and files behind them are those of the process. */
    private static final List<String> OF_THE_PROCESS = List.of("admin.", "access-log.", "data.", "reload.");

    private static final List<String> SECRETS = List.of("admin.token", ".password");

    private ConfigDiff() {}

    /** The differences, in the order of the config; empty if both mean the same. */
    public static List<ConfigChange> between(LbConfig before, LbConfig after) {
        Map<String, String> old = flat(before);
        Map<String, String> next = flat(after);
        Set<String> paths = new LinkedHashSet<>(next.keySet());
        paths.addAll(old.keySet());
        List<ConfigChange> changes = new ArrayList<>();
        for (String path : paths) {
            if (!Objects.equals(old.get(path), next.get(path))) {
                changes.add(shown(new ConfigChange(path, old.get(path), next.get(path))));
            }
        }
        return changes;
    }

    private static ConfigChange shown(ConfigChange change) {
        return SECRETS.stream().anyMatch(change.path()::endsWith)
                ? new ConfigChange(change.path(), hidden(change.before()), hidden(change.after()))
                : change;
    }

    private static String hidden(String secret) {
        return secret == null ? null : "(secret)";
    }

    /** Whether a change holds only for the next start. */
    public static boolean needsRestart(ConfigChange change) {
        return OF_THE_PROCESS.stream().anyMatch(change.path()::startsWith);
    }

    private static Map<String, String> flat(LbConfig config) {
        Map<String, String> values = new LinkedHashMap<>();
        flatten("", PlainValues.of(config), values);
        return values;
    }

    private static void flatten(String path, Object value, Map<String, String> values) {
        if (value instanceof Map<?, ?> block) {
            block.forEach((key, entry) -> flatten(path.isEmpty() ? "" + key : path + "." + key, entry, values));
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "[" + name(list.get(i), i) + "]", unnamed(list.get(i)), values);
            }
        } else {
            values.put(path, String.valueOf(value));
        }
    }

    private static Object unnamed(Object item) {
        if (item instanceof Map<?, ?> block && isBackend(block)) {
            Map<Object, Object> others = new LinkedHashMap<>(block);
            others.remove("id");
            return others;
        }
        return item;
    }

    private static boolean isBackend(Map<?, ?> block) {
        return block.containsKey("host") && block.containsKey("port");
    }

    /** Backends by their id, so that one that is put in between does not make all after it look changed. */
    private static Object name(Object item, int place) {
        if (item instanceof Map<?, ?> block && isBackend(block)) {
            return block.containsKey("id") ? block.get("id") : block.get("host") + ":" + block.get("port");
        }
        return place;
    }
}
