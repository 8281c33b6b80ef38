package dev.steelyard.lb.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A parsed HOCON file as a tree of settings that know their file and line.
 *
 * @param name what messages call the file
 * @param root the whole file
 * @param settings what stands at every path, such as {@code routes[0].pool}
 */
record HoconTree(String name, Setting root, Map<String, Setting> settings) {

    static HoconTree of(String name, Config config) {
        Map<String, Setting> settings = new HashMap<>();
        Setting root = new Reader(name, settings).read("", config.root());
        return new HoconTree(name, root, settings);
    }

    /** What stands at a path; {@code null} if nothing does. */
    Setting at(String path) {
        return settings.get(path);
    }

    /** Whether anything stands at a path. */
    boolean has(String path) {
        return settings.containsKey(path);
    }

    /** Whether nothing stands at a path, or an empty block or list. */
    boolean isEmpty(String path) {
        Object value = has(path) ? settings.get(path).value() : List.of();
        return value instanceof Map<?, ?> block ? block.isEmpty() : value instanceof List<?> list && list.isEmpty();
    }

    /** The keys of the block at a path, in the order of their lines; empty if there is no block. */
    List<String> names(String path) {
        return has(path) && settings.get(path).value() instanceof Map<?, ?> block
                ? block.keySet().stream().map(Object::toString).toList()
                : List.of();
    }

    /** How many items the list at a path has; 0 if there is no list. */
    int size(String path) {
        return has(path) && settings.get(path).value() instanceof List<?> list ? list.size() : 0;
    }

    /** The single value at a path as text, or {@code null} if there is none. */
    String text(String path) {
        Object value = has(path) ? settings.get(path).value() : null;
        return value == null || value instanceof Map || value instanceof List ? null : value.toString();
    }

    /** A problem at a path of the file. */
    Problem problem(String path, String message) {
        return new Problem(settings.getOrDefault(path, root).origin(), path, message);
    }

    /** Problems in the order in which people walk through them: this file first, from top to bottom, then included ones. */
    List<Problem> inOrder(List<Problem> problems) {
        return problems.stream()
                .sorted(Comparator.comparing((Problem problem) -> file(problem).equals(name) ? "" : file(problem))
                        .thenComparingInt(HoconTree::line))
                .toList();
    }

    /** The files it was read from: this one, and those it includes. */
    Set<String> files() {
        Set<String> files = new LinkedHashSet<>(List.of(name));
        settings.values().forEach(setting -> files.add(file(setting.origin())));
        return files;
    }

    private static String file(Problem problem) {
        return file(problem.origin());
    }

    private static String file(String origin) {
        return origin.replaceFirst(":[0-9]+$", "");
    }

    private static int line(Problem problem) {
        String line = problem.origin().substring(file(problem).length());
        return line.isEmpty() ? 0 : Integer.parseInt(line.substring(1));
    }

    /** Walks the file in the order of its lines, so that problems come in that order too. */
    private record Reader(String name, Map<String, Setting> settings) {

        Setting read(String path, ConfigValue value) {
            Setting setting = new Setting(plain(path, value), HoconProblem.place(name, value.origin()));
            settings.put(path, setting);
            return setting;
        }

        private Object plain(String path, ConfigValue value) {
            if (value instanceof ConfigObject object) {
                return entries(path, object);
            }
            boolean nothing = value.valueType() == ConfigValueType.NULL; // in a list, where it cannot be left out
            return value instanceof ConfigList list ? items(path, list) : nothing ? "null" : value.unwrapped();
        }

        private Map<String, Setting> entries(String path, ConfigObject object) {
            Map<String, Setting> entries = new LinkedHashMap<>();
            object.entrySet().stream()
                    .filter(entry -> entry.getValue().valueType() != ConfigValueType.NULL)
                    .sorted(Comparator.comparingInt((Map.Entry<String, ConfigValue> entry) ->
                                    entry.getValue().origin().lineNumber())
                            .thenComparing(Map.Entry::getKey))
                    .forEach(entry -> entries.put(entry.getKey(), read(below(path, entry.getKey()), entry.getValue())));
            return entries;
        }

        private List<Setting> items(String path, ConfigList list) {
            List<Setting> items = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                items.add(read(path + "[" + i + "]", list.get(i)));
            }
            return items;
        }

        private static String below(String path, String key) {
            return path.isEmpty() ? key : path + "." + key;
        }
    }
}
