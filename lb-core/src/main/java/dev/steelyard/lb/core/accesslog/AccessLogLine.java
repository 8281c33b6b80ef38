package dev.steelyard.lb.core.accesslog;

import java.io.OutputStream;
import java.time.Instant;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes events as lines of JSON. One thread. */
final class AccessLogLine {
    private final JsonFactory json =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    /** Writes one line; absent fields are left out. */
    void write(AccessLogEvent event, OutputStream out) {
        try (JsonGenerator line = json.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
            line.writeStartObject();
            line.writeStringProperty(
                    "time", Instant.ofEpochMilli(event.epochMillis()).toString());
            request(event, line);
            way(event, line);
            result(event, line);
            line.writeEndObject();
            line.writeRaw('\n');
        }
    }

    private static void request(AccessLogEvent event, JsonGenerator line) {
        text(line, "request_id", event.requestId());
        text(line, "listener", event.listener());
        text(line, "client", event.client() == null ? null : event.client().getHostAddress());
        text(line, "method", event.method());
        text(line, "host", event.host());
        text(line, "path", event.path());
        text(line, "query", event.query());
        text(line, "protocol", event.protocol());
    }

    private static void way(AccessLogEvent event, JsonGenerator line) {
        text(line, "route", event.route());
        text(line, "pool", event.pool());
        text(line, "backend", event.backend());
        line.writeNumberProperty("attempts", event.attempts());
        if (event.queuedNanos() > 0) {
            line.writeNumberProperty("queued_ms", millis(event.queuedNanos()));
        }
    }

    private static void result(AccessLogEvent event, JsonGenerator line) {
        if (event.status() > 0) {
            line.writeNumberProperty("status", event.status());
        }
        line.writeNumberProperty("request_bytes", event.requestBytes());
        line.writeNumberProperty("response_bytes", event.responseBytes());
        if (event.firstByteNanos() >= 0) {
            line.writeNumberProperty("first_byte_ms", millis(event.firstByteNanos()));
        }
        line.writeNumberProperty("total_ms", millis(event.totalNanos()));
        text(line, "reason", event.reason());
    }

    private static void text(JsonGenerator line, String name, String value) {
        if (value != null) {
            line.writeStringProperty(name, value);
        }
    }

    /** Milliseconds with three decimals: microseconds are what a loopback hop takes. */
    private static double millis(long nanos) {
        return nanos / 1000 / 1e3;
    }
}
