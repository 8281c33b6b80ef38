package dev.steelyard.lb.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.health.ProbeResult.Verdict;
import dev.steelyard.lb.api.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every health check that speaks over TCP must do. Extend it in a test class of your plugin.
 *
 * <p>After every probe the contract waits for the check to close its connection, so a leaked one fails the test.
 */
public abstract class HealthCheckContract {
    private static final long SEED = 42;

    private HealthCheck check;

    /** The factory under test. */
    protected abstract HealthCheckFactory factory();

    /** Settings under which {@link #well()} is well, and under which the check reads an answer. */
    protected abstract Map<String, ?> settings();

    /** Every key the type knows, with a value that is allowed. */
    protected abstract Map<String, ?> everySetting();

    /** The least settings a config can get by with: none, unless the type has required keys. */
    protected Map<String, ?> leastSettings() {
        return Map.of();
    }

    /** A server that is well. */
    protected abstract ProbeServer.Script well();

    /** A server that speaks the protocol and says that it is not well. */
    protected abstract ProbeServer.Script unwell();

    @BeforeEach
    void createTheCheck() {
        check = factory().create(Settings.of(settings()), FakeContext.seeded(SEED));
    }

    @AfterEach
    void closeTheCheck() {
        check.close();
    }

    @Test
    void aWellServerIsUp() {
        ProbeResult result = probe(well());
        assertThat(result.verdict()).as(result.detail()).isEqualTo(Verdict.UP);
    }

    @Test
    void anUnwellServerIsDownAndTheDetailSaysWhy() {
        assertDown(probe(unwell()));
    }

    @Test
    void aRefusedConnectionIsDown() throws IOException {
        // Bound but not listening: refuses, and no one else can get the port meanwhile.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress address = (InetSocketAddress) bound.getLocalSocketAddress();
            assertDown(await(check.probe(FakeBackend.at("refusing", address))));
        }
    }

    @Test
    void anUnresolvedAddressIsDown() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("no-such-host.invalid", 80);
        assertDown(await(check.probe(FakeBackend.at("unresolved", unresolved))));
    }

    @Test
    void cancellingTheProbeOfASilentServerClosesTheConnection() {
        assertCancellable(ProbeConnection::readToEnd);
    }

    @Test
    void cancellingTheProbeOfADrippingServerClosesTheConnection() {
        assertCancellable(connection -> {
            connection.write("H");
            connection.readToEnd();
        });
    }

    @Test
    void aServerThatClosesAtOnceIsDown() {
        assertDown(probe(connection -> {}));
    }

    @Test
    void aServerThatResetsAtOnceIsDown() {
        assertDown(probe(ProbeConnection::reset));
    }

    @Test
    void garbageIsDown() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(garbage);
            assertDown(probe(connection -> connection.write(garbage)));
        }
    }

    @Test
    void anEndlessAnswerIsDownAndNotReadForEver() {
        assertDown(
                probe(connection -> connection.writeWithoutEnd("x".repeat(4_096).getBytes())));
    }

    @Test
    void anEndlessLineIsDownAndNotReadForEver() {
        assertDown(probe(connection -> {
            connection.write("HTTP/1.1 200 OK\r\nX-Endless: ");
            connection.writeWithoutEnd("x".repeat(4_096).getBytes());
        }));
    }

    @Test
    void twoHundredProbesAtOnceAllEnd() {
        try (ProbeServer server = ProbeServer.running(well())) {
            List<CompletableFuture<ProbeResult>> probes = IntStream.range(0, 200)
                    .mapToObj(i -> check.probe(FakeBackend.at("b" + i, server.address())))
                    .toList();
            assertThat(probes)
                    .allSatisfy(probe -> assertThat(await(probe).verdict()).isEqualTo(Verdict.UP));
            IntStream.range(0, 200).forEach(i -> server.nextConnection().awaitPeerClosed());
        }
    }

    @Test
    void oneCheckProbesManyTimes() {
        try (ProbeServer server = ProbeServer.running(well())) {
            for (int i = 0; i < 20; i++) {
                assertThat(await(check.probe(server.backend())).verdict()).isEqualTo(Verdict.UP);
            }
        }
    }

    @Test
    void theLeastSettingsAreEnough() {
        factory().create(Settings.of(leastSettings()), FakeContext.seeded(SEED)).close();
    }

    @Test
    void everyKeyIsKnownAndAnUnknownOneIsRefused() {
        FactoryChecks.assertKnowsItsKeys(
                everySetting(),
                settings -> factory().create(settings, FakeContext.seeded(SEED)).close());
    }

    @Test
    void theFactoryIsRegistered() {
        HealthCheckFactory factory = factory();
        FactoryChecks.assertRegistered(
                factory,
                HealthCheckFactory.class,
                ServiceLoader.load(HealthCheckFactory.class, factory.getClass().getClassLoader()));
    }

    /** Probes a server with the check of {@link #settings()} and sees that the connection is closed after. */
    protected final ProbeResult probe(ProbeServer.Script script) {
        return probe(check, script);
    }

    /** Probes a server with a check of given settings and sees that the connection is closed after. */
    protected final ProbeResult probe(Map<String, ?> settings, ProbeServer.Script script) {
        try (HealthCheck other = factory().create(Settings.of(settings), FakeContext.seeded(SEED))) {
            return probe(other, script);
        }
    }

    /** Probes one backend with the check of {@link #settings()}. */
    protected final ProbeResult probe(Backend backend) {
        return await(check.probe(backend));
    }

    private static ProbeResult probe(HealthCheck check, ProbeServer.Script script) {
        try (ProbeServer server = ProbeServer.running(script)) {
            ProbeResult result = await(check.probe(server.backend()));
            server.nextConnection().awaitPeerClosed();
            return result;
        }
    }

    private void assertCancellable(ProbeServer.Script script) {
        try (ProbeServer server = ProbeServer.running(script)) {
            CompletableFuture<ProbeResult> probe = check.probe(server.backend());
            ProbeConnection connection = server.nextConnection();
            assertThat(probe.isDone()).as("done before the server answered").isFalse();
            assertThat(probe.cancel(true)).isTrue();
            connection.awaitPeerClosed();
        }
    }

    private static void assertDown(ProbeResult result) {
        assertThat(result.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(result.detail()).as("detail").isNotBlank().doesNotContain("\n", "\r", "Exception");
        assertThat(result.detail().length()).as("length of the detail").isLessThan(300);
    }

    private static ProbeResult await(CompletableFuture<ProbeResult> probe) {
        try {
            return probe.get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError("the probe did not end with a result", failed);
        }
    }
}
