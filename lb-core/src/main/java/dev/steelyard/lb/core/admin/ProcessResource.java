package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.metrics.PrometheusText;
import dev.steelyard.lb.core.pool.BackendState;
import dev.steelyard.lb.core.pool.Pool;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** Tells those who watch the process how it does. Any thread. */
final class ProcessResource {
    private final AdminSources sources;
    private final PoolDirectory pools;
    private final AuditLog audit;

    ProcessResource(AdminSources sources, PoolDirectory pools, AuditLog audit) {
        this.audit = audit;
        this.sources = sources;
        this.pools = pools;
    }

    /**
     * The process lives: it answers.
     *
     * @param status {@code healthy}, or {@code degraded} if something is wrong though it serves
     * @param faults what is wrong, by what it is about
     */
    record Health(String status, String version, long pid, Map<String, String> faults) {}

    /**
     * Whether it should get traffic.
     *
     * @param ready the listeners are bound and it is not stopping; backends that are down do not change it, since another
     *     balancer would find them down too
     */
    record Ready(boolean ready, List<PoolReady> pools) {}

    /**
     * How many backends of a pool could serve.
     *
     * @param healthy those that get new requests
     */
    record PoolReady(String name, long healthy, int total) {
        static PoolReady of(Pool pool) {
            long healthy = pool.backends().stream()
                    .filter(backend -> backend.state() == BackendState.HEALTHY)
                    .count();
            return new PoolReady(pool.name(), healthy, pool.backends().size());
        }
    }

    /** The process that will end. */
    record Leaving(long pid) {}

    void addTo(Router router) {
        router.add("GET", "/health", this::health)
                .add("GET", "/ready", this::ready)
                .add("GET", "/metrics", this::metrics)
                .add("POST", "/api/v1/process/hand-over", this::handOver);
    }

    private AdminAnswer health(AdminRequest request) {
        Map<String, String> faults = sources.faults().now();
        String status = faults.isEmpty() ? "healthy" : "degraded";
        return AdminAnswer.ok(
                new Health(status, sources.version(), ProcessHandle.current().pid(), faults));
    }

    private AdminAnswer ready(AdminRequest request) {
        boolean ready = sources.ready().getAsBoolean();
        List<PoolReady> states = pools.all().stream().map(PoolReady::of).toList();
        int status = ready ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503;
        return AdminAnswer.json(status, new Ready(ready, states));
    }

    private AdminAnswer handOver(AdminRequest request) {
        request.refuseQuery();
        audit.changed(request, "hand-over asked for");
        sources.handOver().run();
        return AdminAnswer.json(
                HttpStatus.ACCEPTED_202, new Leaving(ProcessHandle.current().pid()));
    }

    private AdminAnswer metrics(AdminRequest request) {
        return AdminAnswer.text(PrometheusText.CONTENT_TYPE, PrometheusText.of(sources.registry()));
    }
}
