package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.metrics.StandingFaults;
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
 * <p>A name that cannot be looked up keeps the address it had, and {@code /health} tells of it. The JVM's own cache decides
 * how fresh an answer is. Any thread.
 */
final class BackendAddresses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackendAddresses.class);
    private static final long REFRESH_SECONDS = 30;
    private static final long PATIENCE_SECONDS = 2;

    private final Executor blocking;
    private final Future<?> refresh;
    private final StandingFaults faults;
    private final Names names;
    private final Map<LiveBackend, Boolean> named = new ConcurrentHashMap<>();

    /** Where names are looked up; may block. */
    interface Names {
        InetAddress address(String name) throws UnknownHostException;
    }

    BackendAddresses(Executor blocking, ScheduledExecutorService timer, StandingFaults faults, Names names) {
        this.blocking = blocking;
        this.faults = faults;
        this.names = names;
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
        if (named.remove(backend) != null) {
            faults.end(what(backend)); // if another backend has the same name, its next look-up says so again
        }
    }

    private static String what(LiveBackend backend) {
        return "host name " + backend.host();
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
            InetAddress address = usable(names.address(backend.host()));
            InetSocketAddress next = new InetSocketAddress(address, backend.port());
            if (!next.equals(backend.address())) {
                backend.setAddress(next);
                LOG.debug("backend {}: {} is {}", backend.id(), backend.host(), address.getHostAddress());
            }
            faults.end(what(backend));
        } catch (UnknownHostException unknown) {
            tellOf(backend);
        }
    }

    /** Filters of names answer 0.0.0.0 for what they block; to connect there is to connect to this machine. */
    private static InetAddress usable(InetAddress address) throws UnknownHostException {
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new UnknownHostException("the name server says " + address.getHostAddress());
        }
        return address;
    }

    private void tellOf(LiveBackend backend) {
        InetSocketAddress last = backend.address();
        String use = last.isUnresolved()
                ? "no backend of this name can be reached"
                : "its last address is used: " + last.getAddress().getHostAddress();
        faults.begin(what(backend), "cannot be looked up; " + use);
        if (!named.containsKey(backend)) {
            faults.end(what(backend)); // it left meanwhile
        }
    }

    @Override
    public void close() {
        refresh.cancel(false);
        List.copyOf(named.keySet()).forEach(this::forget);
    }
}
