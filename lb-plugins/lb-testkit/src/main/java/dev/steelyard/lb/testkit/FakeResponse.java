package dev.steelyard.lb.testkit;

import dev.steelyard.lb.api.request.ResponseHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A response head that a test can look at. */
public final class FakeResponse implements ResponseHeaders {
    private final int status;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    public FakeResponse(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String get(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** All values of a header, in order; empty if absent. */
    public List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public void set(String name, String value) {
        headers.put(name, new ArrayList<>(List.of(value)));
    }

    @Override
    public void add(String name, String value) {
        headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    @Override
    public void remove(String name) {
        headers.remove(name);
    }
}
