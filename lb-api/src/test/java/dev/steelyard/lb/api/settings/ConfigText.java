package dev.steelyard.lb.api.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A config of one {@code key = value} or {@code key = [a, b]} or {@code key {} a line, as if it were the file lb.conf. */
final class ConfigText {
    private final Iterator<String> lines;
    private int line;

    private ConfigText(String text) {
        lines = text.lines().iterator();
    }

    static Settings parse(String path, String text) {
        return Settings.of(path, new ConfigText(text).block("lb.conf:1"));
    }

    private Setting block(String origin) {
        Map<String, Setting> entries = new LinkedHashMap<>();
        for (String text = next(); !text.equals("}"); text = next()) {
            String[] parts = text.split(" ?= | (?=\\{$)", 2);
            entries.put(parts[0], parts[1].equals("{") ? block("lb.conf:" + line) : value(parts[1]));
        }
        return new Setting(entries, origin);
    }

    private Setting value(String text) {
        boolean list = text.startsWith("[");
        return list ? Setting.of(items(text), "lb.conf:" + line) : new Setting(text, "lb.conf:" + line);
    }

    private static List<String> items(String text) {
        String inside = text.substring(1, text.length() - 1);
        return inside.isEmpty() ? new ArrayList<>() : Arrays.asList(inside.split(", "));
    }

    private String next() {
        line++;
        String text = lines.hasNext() ? lines.next().strip() : "}";
        return text.isEmpty() ? next() : text;
    }
}
