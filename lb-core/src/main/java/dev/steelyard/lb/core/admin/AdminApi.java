package dev.steelyard.lb.core.admin;

import org.slf4j.Logger;

/** The resources of the API; each names its own paths. */
final class AdminApi {
    private AdminApi() {}

    /**
     * @param log where changes are written
     */
    static Router router(AdminSources sources, JsonCodec json, Logger log) {
        PoolDirectory pools = new PoolDirectory(sources.pools());
        AuditLog audit = new AuditLog(log);
        Router router = new Router();
        new BackendResource(pools, audit, sources.backendConnections()).addTo(router);
        new RemovalResource(pools, audit, sources.backendConnections()).addTo(router);
        new HealthCheckResource(pools, audit, json).addTo(router);
        new ExplainResource(sources.routes()).addTo(router);
        new TraceResource(sources.traces(), audit).addTo(router);
        new CircuitBreakerResource(pools).addTo(router);
        new StatsResource(sources, pools).addTo(router);
        new ConfigResource(sources.config(), audit).addTo(router);
        new SplitResource(sources.splits(), audit).addTo(router);
        new OverloadResource(sources, pools).addTo(router);
        new PluginResource(sources.plugins()).addTo(router);
        new ProcessResource(sources, pools, audit).addTo(router);
        return router;
    }
}
