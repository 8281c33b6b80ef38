package dev.steelyard.lb.healthchecks.http2;

import java.util.Map;

/**
 * A final answer to a request over HTTP/2.
 *
 * @param status 200..599
 * @param fields of its head and of its trailers, by name in lower case; of a name that comes twice, the last
 * @param body what came of it, at most {@link Http2Reader#LIMIT} bytes
 */
public record Http2Answer(int status, Map<String, String> fields, byte[] body) {}
