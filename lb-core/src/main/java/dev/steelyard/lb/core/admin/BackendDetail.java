package dev.steelyard.lb.core.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.health.ProbeRecord;
import dev.steelyard.lb.core.pool.LiveBackend;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * One backend with what its last probes found.
 *
 * @param drain how far it is emptied; {@code null} if it is not draining
 * @param lastChecks the newest first
 */
record BackendDetail(@JsonUnwrapped BackendView backend, DrainView drain, List<Check> lastChecks) {

    /**
     * One probe.
     *
     * @param time when it ended
     * @param result {@code up}, {@code degraded} or {@code down}
     * @param statusCode {@code null} if the protocol has none or no answer came
     * @param error what was wrong, or {@code null}
     */
    record Check(Instant time, double durationMs, String result, Integer statusCode, String error) {
        static Check of(ProbeRecord probe) {
            ProbeResult found = probe.result();
            return new Check(
                    probe.at(),
                    probe.duration().toNanos() / 1000 / 1e3,
                    found.verdict().name().toLowerCase(Locale.ROOT),
                    found.statusCode() == 0 ? null : found.statusCode(),
                    found.detail().isEmpty() ? null : found.detail());
        }
    }

    static BackendDetail of(PoolDirectory.Member member, ToIntFunction<LiveBackend> connections) {
        List<Check> checks =
                member.backend().health().recentProbes().stream().map(Check::of).toList();
        DrainView drain = member.pool()
                .drainOf(member.backend())
                .map(progress -> DrainView.of(progress, connections.applyAsInt(member.backend())))
                .orElse(null);
        return new BackendDetail(BackendView.of(member.pool(), member.backend()), drain, checks);
    }
}
