package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.pool.Drain;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.eclipse.jetty.http.HttpStatus;

/** Takes backends out, at once or once they are empty, and tells how far that is. Any thread. */
final class RemovalResource {
    private static final String ONE = "/api/v1/backend/{id}";
    private static final String POOL = "pool";
    private static final String DRAIN = "drain";
    private static final String FORCE = "force";

    private final PoolDirectory pools;
    private final AuditLog audit;
    private final ToIntFunction<LiveBackend> connections;

    RemovalResource(PoolDirectory pools, AuditLog audit, ToIntFunction<LiveBackend> connections) {
        this.pools = pools;
        this.audit = audit;
        this.connections = connections;
    }

    void addTo(Router router) {
        router.add("DELETE", ONE, this::remove).add("GET", ONE + "/drain", this::progress);
    }

    private AdminAnswer progress(AdminRequest request) {
        PoolDirectory.Member member = pools.member(request.id(), request.pool());
        return AdminAnswer.ok(progressOf(member)
                .orElseThrow(() ->
                        AdminFailure.notFound("backend '" + member.backend().id() + "' is not draining")));
    }

    private Optional<DrainView> progressOf(PoolDirectory.Member member) {
        LiveBackend backend = member.backend();
        return member.pool().drainOf(backend).map(progress -> DrainView.of(progress, connections.applyAsInt(backend)));
    }

    private AdminAnswer remove(AdminRequest request) {
        Map<String, String> parameters = request.parameters(POOL, DRAIN, FORCE);
        boolean force = isForced(parameters.get(FORCE));
        Pool pool = pools.member(request.id(), parameters.get(POOL)).pool();
        try {
            return parameters.containsKey(DRAIN)
                    ? drainFirst(request, pool, AdminRequest.duration(DRAIN, parameters.get(DRAIN)), force)
                    : removeNow(request, pool, force);
        } catch (NoSuchElementException left) {
            throw pools.unknown(request.id(), pool.name());
        }
    }

    private static boolean isForced(String value) {
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw AdminFailure.badRequest(FORCE, "'" + value + "' (expected: true or false)");
        }
        return "true".equals(value);
    }

    private AdminAnswer removeNow(AdminRequest request, Pool pool, boolean force) {
        String id = request.id();
        LiveBackend removed =
                force ? pool.members().removeNow(id) : pool.members().remove(id);
        audit.changed(
                request, "backend " + BackendResource.name(pool, removed) + " removed" + (force ? " by force" : ""));
        return AdminAnswer.ok(BackendView.of(pool, removed));
    }

    private AdminAnswer drainFirst(AdminRequest request, Pool pool, Duration limit, boolean force) {
        Drain.End end = force ? Drain.End.CUT : Drain.End.REMOVED;
        LiveBackend backend = pool.drain(request.id(), Optional.of(limit), end);
        audit.changed(
                request,
                "backend " + BackendResource.name(pool, backend) + " draining for at most " + limit.toMillis()
                        + " ms, then removed" + (force ? " by force" : ""));
        DrainView view = progressOf(new PoolDirectory.Member(pool, backend))
                .orElseThrow(() -> new NoSuchElementException(backend.id()));
        String location = BackendResource.location(pool, backend, "/drain");
        return new AdminAnswer(HttpStatus.ACCEPTED_202, "application/json", view, Map.of("Location", location));
    }
}
