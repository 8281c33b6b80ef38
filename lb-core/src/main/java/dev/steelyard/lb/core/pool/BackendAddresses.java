package dev.steelyard.lb.core.pool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the addresses of backends that are named, at once and every half minute, off the request path.
 *
 * <p>A name that cannot be looked up keeps the address it had. The JVM's own cache decides how fresh an answer is. Any
 * thread.
 */
final class BackendAddresses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackendAddresses.class);
    private static final long REFRESH_SECONDS = 30;
    private static final long PATIENCE_SECONDS = 2;

    private final Executor blocking;
    private final Future<?> refresh;
    private final Map<LiveBackend, Boolean> named = new ConcurrentHashMap<>();

    BackendAddresses(Executor blocking, ScheduledExecutorService timer) {
        this.blocking = blocking;
        this.refresh = timer.scheduleWithFixedDelay(
                () -> named.keySet().forEach(this::lookUpElsewhere),
                REFRESH_SECONDS,
                REFRESH_SECONDS,
                TimeUnit.SECONDS);
    }

    /**
     * Sets the addresses of backends. Names are looked up all at once, and waited for, but not for long: a name server that
     * does not answer must not keep the balancer from starting.
     */
    void resolve(List<LiveBackend> backends) {
        List<CompletableFuture<Void>> lookUps = new ArrayList<>();
        for (LiveBackend backend : backends) {
            if (isLiteral(backend.host())) {
                lookUp(backend);
            } else {
                named.put(backend, true);
                lookUps.add(lookUpElsewhere(backend));
            }
        }
        CompletableFuture.allOf(lookUps.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    void forget(LiveBackend backend) {
        named.remove(backend);
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private CompletableFuture<Void> lookUpElsewhere(LiveBackend backend) {
        try {
            return CompletableFuture.runAsync(() -> lookUp(backend), blocking);
        } catch (RejectedExecutionException busy) {
            LOG.warn("backend {}: name look-up put off, all workers are busy", backend.id());
            return CompletableFuture.completedFuture(null);
        }
    }

    private void lookUp(LiveBackend backend) {
        try {
            InetAddress address = InetAddress.getByName(backend.host());
            InetSocketAddress next = new InetSocketAddress(address, backend.port());
            if (!next.equals(backend.address())) {
                backend.setAddress(next);
                LOG.debug("backend {}: {} is {}", backend.id(), backend.host(), address.getHostAddress());
            }
        } catch (UnknownHostException unknown) {
            LOG.warn("backend {}: cannot resolve host '{}'", backend.id(), backend.host());
        }
    }

    @Override
    public void close() {
        refresh.cancel(false);
    }
}
