package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.Optional;

/**
 * How long the backends of a pool may take.
 *
 * @param connect until a connection stands
 * @param response the longest silence while an answer is due or under way; above it 504
 * @param keepAlive how long an unused connection is kept; should be less than the backends keep theirs
 * @param tunnel the longest silence of both sides of a connection that went on in another protocol, such as WebSocket
 * @param firstByte from the end of a request to the head of its answer, each try; then another backend is tried; none if
 *     absent
 * @param total from the start of the first try to the head of an answer, all tries together; then 504; none if absent
 */
public record TimeoutsConfig(
        @Default("2s") @Min("10ms") Duration connect,
        @Default("60s") @Min("10ms") Duration response,
        @Default("60s") @Min("1s") Duration keepAlive,
        @Default("1h") @Min("1s") Duration tunnel,
        @Min("10ms") Optional<Duration> firstByte,
        @Min("10ms") Optional<Duration> total) {}
