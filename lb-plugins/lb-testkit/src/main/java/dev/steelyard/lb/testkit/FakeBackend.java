package dev.steelyard.lb.testkit;

import dev.steelyard.lb.api.backend.Backend;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** A backend whose live figures are set by the test. Any thread. */
public final class FakeBackend implements Backend {
    /** The count lies in the object itself, as it does in the core: what picking costs here, it costs there. */
    private static final AtomicIntegerFieldUpdater<FakeBackend> IN_FLIGHT =
            AtomicIntegerFieldUpdater.newUpdater(FakeBackend.class, "inFlight");

    private final String id;
    private final InetSocketAddress address;
    private final Optional<String> healthCheckPath;
    private volatile int inFlight;

    private FakeBackend(String id, InetSocketAddress address, Optional<String> healthCheckPath) {
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
        return new FakeBackend(id, address, Optional.empty());
    }

    /** The same backend with a health-check path of its own. */
    public FakeBackend withHealthCheckPath(String path) {
        return new FakeBackend(id, address, Optional.of(path));
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
