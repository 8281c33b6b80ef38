package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.HealthConfig;
import dev.steelyard.lb.core.pool.HealthPolicyChange;
import dev.steelyard.lb.core.pool.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Changes how backends are watched: in all pools that are meant, or in none. Any thread. */
final class HealthCheckResource {
    private final PoolDirectory pools;
    private final AuditLog audit;
    private final JsonCodec json;

    HealthCheckResource(PoolDirectory pools, AuditLog audit, JsonCodec json) {
        this.pools = pools;
        this.audit = audit;
        this.json = json;
    }

    /** What is in force in each pool that was meant. */
    record Policies(List<HealthPolicyView> pools) {}

    void addTo(Router router) {
        router.add("POST", "/api/v1/health-check/configure", this::configure);
    }

    /** One at a time: each starts from the policy that the one before it left. */
    private synchronized AdminAnswer configure(AdminRequest request) {
        request.refuseQuery();
        HealthCheckRequest body = request.body(HealthCheckRequest.class);
        body.check();
        List<Pool> meant = List.copyOf(pools.oneOrAll(body.pool()));
        apply(body, meant);
        audit.changed(request, "health checks configured: " + json.text(body));
        return AdminAnswer.ok(new Policies(meant.stream()
                .map(pool -> HealthPolicyView.of(
                        pool.name(), pool.members().healthWatch().policy()))
                .toList()));
    }

    private static void apply(HealthCheckRequest body, List<Pool> meant) {
        List<HealthPolicyChange> changes = new ArrayList<>();
        try {
            meant.forEach(pool -> changes.add(prepared(body, pool)));
            changes.forEach(HealthPolicyChange::apply);
        } finally {
            changes.forEach(HealthPolicyChange::close);
        }
    }

    private static HealthPolicyChange prepared(HealthCheckRequest body, Pool pool) {
        HealthConfig policy = body.appliedTo(pool.members().healthWatch().policy());
        try {
            return pool.members().healthWatch().prepare(policy);
        } catch (SettingsException refused) {
            throw refused(refused, pool, policy);
        }
    }

    /** Which pool and check it was is no secret worth keeping when all pools were meant. */
    private static AdminFailure refused(SettingsException refused, Pool pool, HealthConfig policy) {
        Problem first = refused.problems().get(0);
        String who = "check '" + policy.effectiveCheck().type() + "' of pool '" + pool.name() + "': ";
        Problem named = new Problem(first.origin(), first.path(), who + first.message());
        String under = policy.effectiveCheck().settings().path() + ".";
        return new FieldProblem(under, Map.of()).of(new SettingsException(List.of(named)));
    }
}
