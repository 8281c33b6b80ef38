package dev.steelyard.lb.core.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.steelyard.lb.api.settings.Durations;
import dev.steelyard.lb.core.config.AddressRange;
import dev.steelyard.lb.core.config.MatchConfig;
import dev.steelyard.lb.core.proxy.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which live requests an operator wants to see, and for how long.
 *
 * @param client an address or a range of them
 * @param path a prefix in whole segments
 * @param header {@code Name: value}, or {@code Name: *} for any value
 * @param time such as {@code 60s}
 */
record TraceRequest(
        String client,
        String method,
        String host,
        String path,
        String header,
        @JsonProperty("for") String time) {
    private static final Duration USUAL = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * @throws AdminFailure if a field is wrong, or none says which requests
     */
    Trace.Conditions conditions() {
        Optional<AddressRange> range =
                Optional.ofNullable(client).map(text -> checked("client", () -> AddressRange.of(text)));
        Map<String, String> headers = header == null ? Map.of() : Map.ofEntries(HeaderText.of(header));
        checked("host", () -> new MatchConfig(Optional.ofNullable(host), Optional.empty(), List.of(), Map.of()));
        List<String> methods = method == null ? List.of() : List.of(method);
        checked("method", () -> new MatchConfig(Optional.empty(), Optional.empty(), methods, Map.of()));
        MatchConfig match = checked(
                "path", () -> new MatchConfig(Optional.ofNullable(host), Optional.ofNullable(path), methods, headers));
        Trace.Conditions conditions = new Trace.Conditions(range, match);
        if (conditions.areNone()) {
            throw AdminFailure.badRequest(
                    null, "it names no requests (expected: client, method, host, path or header)");
        }
        return conditions;
    }

    Duration duration() {
        Duration duration = time == null ? USUAL : checked("for", () -> Durations.parse(time));
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw AdminFailure.badRequest("for", time + " (expected: above 0s, at most 1h)");
        }
        return duration;
    }

    /** The message begins with the name of the key, which stands in the field already. */
    private static <T> T checked(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException refused) {
            String message = refused.getMessage();
            String key = field.equals("method") ? "methods: " : field + ": ";
            throw AdminFailure.badRequest(field, message.startsWith(key) ? message.substring(key.length()) : message);
        }
    }
}
