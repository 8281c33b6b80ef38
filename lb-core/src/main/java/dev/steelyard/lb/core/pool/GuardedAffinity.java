package dev.steelyard.lb.core.pool;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.plugin.Instance;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plugin's affinity, contained: if it throws or names a stranger, the session is treated as new. Any thread. */
final class GuardedAffinity implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedAffinity.class);

    private final Instance<SessionAffinity> affinity;
    private final String pool;
    private final Counter failures;

    GuardedAffinity(Instance<SessionAffinity> affinity, String pool, MetricRegistry registry) {
        this.affinity = affinity;
        this.pool = pool;
        this.failures = registry.counter(MetricNames.key(
                MetricNames.PLUGIN_FAILURES, "pool", pool, "type", affinity.type(), "kind", "affinity"));
    }

    Instance<SessionAffinity> instance() {
        return affinity;
    }

    LiveBackend find(RequestView request, BackendArray pinnable) {
        try {
            Backend found = affinity.value().find(request, pinnable);
            return found instanceof LiveBackend live && pinnable.indexOf(live) >= 0 ? live : null;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            onFailure("find", thrown);
            return null;
        }
    }

    /** What {@link #find} would find, with nothing counted. */
    Explainer.Looked peek(RequestView request, BackendArray pinnable) {
        try {
            Backend found = affinity.value().peek(request, pinnable);
            boolean member = found instanceof LiveBackend live && pinnable.indexOf(live) >= 0;
            return new Explainer.Looked(member ? Optional.of((LiveBackend) found) : Optional.empty(), "");
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            return new Explainer.Looked(Optional.empty(), "affinity " + affinity.type() + " threw " + thrown);
        }
    }

    void remember(RequestView request, LiveBackend backend, ResponseHeaders response) {
        try {
            affinity.value().remember(request, backend, response);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            onFailure("remember", thrown);
        }
    }

    /** The first failure is logged, and then each 1,000th; the counter tells of the others. */
    private void onFailure(String call, Throwable thrown) {
        if (failures.getCount() % 1000 == 0) {
            LOG.warn("pool {}: affinity failed in {}; the session counts as new", pool, call, thrown);
        }
        failures.inc();
    }

    @Override
    public void close() {
        affinity.close();
    }
}
