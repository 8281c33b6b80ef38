package dev.steelyard.lb.core.server;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.metrics.MetricNames;
import java.net.SocketTimeoutException;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what became of the TLS handshakes of a listener. Any thread. */
final class HandshakeMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeMetrics.class);

    private final String listener;
    private final Counter done;
    private final Counter refused;
    private final Counter late;
    private final Counter overloaded;
    private final Counter closed;

    HandshakeMetrics(String listener, MetricRegistry registry) {
        this.listener = listener;
        this.done = counter(registry, "done");
        this.refused = counter(registry, "refused");
        this.late = counter(registry, "late");
        this.overloaded = counter(registry, "overloaded");
        this.closed = counter(registry, "closed");
    }

    private Counter counter(MetricRegistry registry, String result) {
        return registry.counter(MetricNames.key(MetricNames.TLS_HANDSHAKES, "listener", listener, "result", result));
    }

    void done() {
        done.inc();
    }

    void failed(Throwable failure) {
        LOG.debug("listener {}: a TLS handshake failed", listener, failure);
        if (failure instanceof SocketTimeoutException) {
            late.inc();
        } else if (failure instanceof RejectedExecutionException) {
            overloaded.inc();
        } else if (failure instanceof SSLException) {
            refused.inc();
        } else {
            closed.inc();
        }
    }
}
