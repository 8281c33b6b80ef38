package dev.steelyard.lb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.metrics.StandingFaults;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names of backends that come and go. */
class BackendAddressesTest {
    private static final String FAULT = "host name app.example";

    private final Map<String, String> known = new ConcurrentHashMap<>(Map.of("app.example", "10.0.0.7"));
    private final StandingFaults faults = new StandingFaults();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private LiveBackend backend;
    private BackendAddresses addresses;

    @BeforeEach
    void make() {
        Pool pool = new PoolFixture()
                .factory()
                .create("web", PoolFixture.config("backends = [{ id = a, host = app.example, port = 80 }]"));
        backend = pool.members().byId("a");
        addresses = new BackendAddresses(Runnable::run, timer, faults, this::lookUp);
    }

    @AfterEach
    void close() {
        addresses.close();
        timer.shutdownNow();
    }

    private InetAddress lookUp(String name) throws UnknownHostException {
        String literal = known.get(name);
        if (literal == null) {
            throw new UnknownHostException(name);
        }
        return InetAddress.getByName(literal);
    }

    private void lookUpAgain() {
        addresses.resolve(List.of(backend));
    }

    private String address() {
        return backend.address().getAddress().getHostAddress();
    }

    @Test
    @Tag("SEC-37")
    void aNameThatIsGoneKeepsItsLastAddressAndIsToldUntilItIsBack() {
        lookUpAgain();
        assertThat(faults.now()).isEmpty();

        known.clear();
        lookUpAgain();

        assertThat(address()).isEqualTo("10.0.0.7");
        assertThat(faults.now()).containsEntry(FAULT, "cannot be looked up; its last address is used: 10.0.0.7");

        known.put("app.example", "10.0.0.8");
        lookUpAgain();
        assertThat(address()).isEqualTo("10.0.0.8");
        assertThat(faults.now()).isEmpty();
    }

    @Test
    @Tag("SEC-37")
    void anAddressThatNoBackendCanHaveIsTakenForNoAnswer() {
        lookUpAgain();

        known.put("app.example", "0.0.0.0");
        lookUpAgain();
        assertThat(address()).isEqualTo("10.0.0.7");

        known.put("app.example", "224.0.0.1");
        lookUpAgain();
        assertThat(address()).isEqualTo("10.0.0.7");
        assertThat(faults.now()).containsKey(FAULT);
    }

    @Test
    void aNameThatWasNeverKnownIsToldOf() {
        known.clear();
        lookUpAgain();

        assertThat(backend.address().isUnresolved()).isTrue();
        assertThat(faults.now()).containsEntry(FAULT, "cannot be looked up; no backend of this name can be reached");
    }

    @Test
    void aBackendThatLeavesTakesItsFaultAlong() {
        known.clear();
        lookUpAgain();

        addresses.forget(backend);

        assertThat(faults.now()).isEmpty();
    }
}
