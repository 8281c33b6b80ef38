package dev.steelyard.lb.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A parsed HOCON file as a tree of settings that know their file and line.
 *
 * @param root the whole file
 * @param origins the {@code file:line} of every path, such as {@code routes[0].pool}
 */
record HoconTree(Setting root, Map<String, String> origins) {

    static HoconTree of(String name, Config config) {
        Map<String, String> origins = new HashMap<>();
        Setting root = new Reader(name, origins).read("", config.root());
        return new HoconTree(root, origins);
    }

    /** A problem at a path of the file. */
    Problem problem(String path, String message) {
        return new Problem(origins.getOrDefault(path, root.origin()), path, message);
    }

    /** What the parser or the resolver found, without its own notation of the place. */
    static Problem problem(String name, ConfigException broken) {
        String message = broken.getMessage();
        ConfigOrigin origin = broken.origin();
        if (origin == null) {
            return new Problem(name, "", message);
        }
        String prefix = origin.description() + ": ";
        String plain = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        return new Problem(place(name, origin), "", plain);
    }

    private static String place(String name, ConfigOrigin origin) {
        String file = origin.filename() == null ? name : origin.filename();
        return origin.lineNumber() < 1 ? file : file + ":" + origin.lineNumber();
    }

    /** Walks the file in the order of its lines, so that problems come in that order too. */
    private record Reader(String name, Map<String, String> origins) {

        Setting read(String path, ConfigValue value) {
            String origin = place(name, value.origin());
            origins.put(path, origin);
            if (value instanceof ConfigObject object) {
                return new Setting(entries(path, object), origin);
            }
            return new Setting(value instanceof ConfigList list ? items(path, list) : value.unwrapped(), origin);
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
