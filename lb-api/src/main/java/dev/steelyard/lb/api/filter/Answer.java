package dev.steelyard.lb.api.filter;

import java.util.Map;
import java.util.Objects;

/**
 * A response made by a filter instead of a backend.
 *
 * @param status 200..599
 * @param headers header names and values; copied
 * @param body UTF-8 text, empty for none
 */
public record Answer(int status, Map<String, String> headers, String body) {

    public Answer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 200..599)");
        }
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }
}
