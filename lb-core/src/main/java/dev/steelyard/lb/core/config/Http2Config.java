package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.ByteSize;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;

/**
 * What a client of HTTP/2 may ask of one connection.
 *
 * @param maxConcurrentStreams requests under way at a time; further ones are refused, and may be sent again
 * @param maxControlFrames frames a second that carry nothing of a request, and streams that break the protocol; who sends more,
 *     and more than that at once, is cut off
 * @param streamWindow bytes of one request's body that may be on their way unread
 * @param connectionWindow the same of all requests together
 */
public record Http2Config(
        @Default("128") @Min("1") @Max("100000") int maxConcurrentStreams,
        @Default("200") @Min("10") @Max("1000000") int maxControlFrames,
        @Default("256KiB") @Min("64KiB") @Max("16MiB") ByteSize streamWindow,
        @Default("1MiB") @Min("64KiB") @Max("256MiB") ByteSize connectionWindow) {}
