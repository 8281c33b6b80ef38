package dev.steelyard.lb.testkit;

import dev.steelyard.lb.api.backend.Backend;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;

/** A backend whose live figures are set by the test. Any thread. */
public final class FakeBackend implements Backend {
    /** The count lies in the object itself, as it does in the core: what picking costs here, it costs there. */
    private static final AtomicIntegerFieldUpdater<FakeBackend> IN_FLIGHT =
            AtomicIntegerFieldUpdater.newUpdater(FakeBackend.class, "inFlight");

    private final String id;
    private final InetSocketAddress address;
    private final Optional<String> healthCheckPath;
    private final Function<List<String>, SSLEngine> tls; // null in plain text
    private volatile int inFlight;

    private FakeBackend(
            String id,
            InetSocketAddress address,
            Optional<String> healthCheckPath,
            Function<List<String>, SSLEngine> tls) {
        this.tls = tls;
        this.id = id;
        this.address = address;
        this.healthCheckPath = healthCheckPath;
    }

    /** A backend that nothing listens for, good for picking. */
    public static FakeBackend of(String id) {
        return at(id, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }

    /** A backend at a real address, good for probing. */
    public static FakeBackend at(String id, InetSocketAddress address) {
        return new FakeBackend(id, address, Optional.empty(), null);
    }

    /** The same backend with a health-check path of its own. */
    public FakeBackend withHealthCheckPath(String path) {
        return new FakeBackend(id, address, Optional.of(path), tls);
    }

    /**
     * The same backend, spoken to in TLS.
     *
     * @param engines makes an engine in client mode that offers these protocols
     */
    public FakeBackend inTls(Function<List<String>, SSLEngine> engines) {
        return new FakeBackend(id, address, healthCheckPath, engines);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String host() {
        return address.getHostString();
    }

    @Override
    public int port() {
        return address.getPort();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public Optional<String> healthCheckPath() {
        return healthCheckPath;
    }

    @Override
    public Optional<SSLEngine> newTlsEngine(List<String> protocols) {
        return tls == null ? Optional.empty() : Optional.of(tls.apply(protocols));
    }

    /** A request starts on this backend. */
    public void begin() {
        IN_FLIGHT.incrementAndGet(this);
    }

    /** A request ends on this backend. */
    public void end() {
        IN_FLIGHT.decrementAndGet(this);
    }

    @Override
    public String toString() {
        return id;
    }
}
