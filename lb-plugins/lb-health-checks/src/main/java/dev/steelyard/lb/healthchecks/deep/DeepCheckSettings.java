package dev.steelyard.lb.healthchecks.deep;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import dev.steelyard.lb.healthchecks.wire.RequestHead;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a {@code deep} check.
 *
 * @param path the path asked for, unless the backend has its own
 * @param headers further headers of the request
 * @param host the {@code Host} header, or empty for the backend's host and port
 * @param critical components without which the backend is down; if none, the overall status decides
 * @param degradedCapacity the part of its normal load that a degraded backend gets
 * @param weight the member of the report that tells what part of its weight the backend wants; not asked for if absent
 * @param upWords words for well, in place of the usual ones; empty for those
 * @param degradedWords words for partly well, in place of the usual ones; empty for those
 * @param downWords words for not well, in place of the usual ones; empty for those
 */
record DeepCheckSettings(
        @Default("/health") String path,
        Map<String, String> headers,
        Optional<String> host,
        List<String> critical,
        @Default("0.5") @Min("0.01") @Max("1") double degradedCapacity,
        Optional<String> weight,
        List<String> upWords,
        List<String> degradedWords,
        List<String> downWords) {

    DeepCheckSettings {
        new RequestHead("GET", path, headers, host); // refuses what cannot be sent, where the user sees the line
        StatusWords.of(upWords, degradedWords, downWords);
    }

    RequestHead requestHead() {
        RequestHead plain = new RequestHead("GET", path, headers, host);
        return plain.withDefault("Accept", "application/json, application/health+json, */*;q=0.1");
    }

    StatusWords statusWords() {
        return StatusWords.of(upWords, degradedWords, downWords);
    }
}
