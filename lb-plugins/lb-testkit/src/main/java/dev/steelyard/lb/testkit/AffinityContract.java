package dev.steelyard.lb.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.affinity.SessionAffinityFactory;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every session affinity must do. Extend it in a test class of your plugin. */
public abstract class AffinityContract {
    private static final long SEED = 42;
    private static final int THREADS = 8;

    private final FakeContext context = FakeContext.seeded(SEED);
    private final FakeBackends backends = FakeBackends.equal(5);
    private SessionAffinity affinity;

    /** The factory under test. */
    protected abstract SessionAffinityFactory factory();

    /** Every key the type knows, with a value that is allowed. */
    protected abstract Map<String, ?> everySetting();

    /** The settings under test: none, unless the type has required keys. */
    protected Map<String, ?> settings() {
        return Map.of();
    }

    /**
     * The first request of a client.
     *
     * @param number another client for each number, 0..100000
     */
    protected abstract FakeRequest firstRequest(int number);

    /** The request that the client of the first one sends after it got the response. */
    protected abstract FakeRequest nextRequest(FakeRequest first, FakeResponse response);

    /** A request of a client never seen, with some text in the place where the affinity looks for its own. */
    protected abstract FakeRequest requestWithForeignValue(String value);

    @BeforeEach
    void createTheAffinity() {
        affinity = factory().create(Settings.of(settings()), context);
    }

    @AfterEach
    void closeTheAffinity() {
        affinity.close();
    }

    @Test
    void aNewClientIsNotPinned() {
        assertThat(affinity.find(firstRequest(1), backends)).isNull();
    }

    @Test
    void theNextRequestFindsTheRememberedBackend() {
        for (int client = 0; client < 100; client++) {
            Backend chosen = backends.get(client % 5);
            assertThat(affinity.find(pinned(client, chosen), backends)).isSameAs(chosen);
        }
    }

    @Test
    void aPinHoldsForManyRequests() {
        FakeRequest request = pinned(1, backends.get(3));
        for (int i = 0; i < 1_000; i++) {
            assertThat(affinity.find(request, backends)).isSameAs(backends.get(3));
        }
    }

    @Test
    void aPinHoldsWhileOtherBackendsComeAndGo() {
        FakeRequest request = pinned(1, backends.get(3));
        FakeBackends fewer = backends.without(0);
        assertThat(affinity.find(request, fewer)).isSameAs(backends.get(3));
        FakeBackends more = fewer.with(FakeBackend.of("joined"));
        assertThat(affinity.find(request, more)).isSameAs(backends.get(3));
        assertThat(affinity.find(request, backends)).isSameAs(backends.get(3));
    }

    @Test
    void aPinToAGoneBackendIsNoPinAndIsReplaced() {
        FakeRequest request = pinned(1, backends.get(3));
        FakeBackends rest = backends.without(3);
        assertThat(affinity.find(request, rest)).isNull();

        FakeResponse response = new FakeResponse(200);
        affinity.remember(request, rest.get(0), response);
        FakeRequest next = nextRequest(request, response);
        assertThat(affinity.find(next, rest)).isSameAs(rest.get(0));
        assertThat(affinity.find(next, backends)).isSameAs(rest.get(0));
    }

    @Test
    void aBackendThatLeftAndCameBackAsAnotherObjectIsFoundAsThatObject() {
        FakeRequest request = pinned(1, backends.get(3));
        FakeBackend again = FakeBackend.of("b3");
        assertThat(affinity.find(request, backends.without(3).with(again))).isSameAs(again);
    }

    @Test
    void anEmptySetPinsNothing() {
        FakeRequest request = pinned(1, backends.get(3));
        assertThat(affinity.find(request, FakeBackends.equal(0))).isNull();
    }

    @Test
    void clientsDoNotShareAPin() {
        pinned(1, backends.get(3));
        assertThat(affinity.find(firstRequest(2), backends)).isNull();
    }

    @Test
    void foreignValuesAreNoPin() {
        List<String> known =
                List.of("", " ", "b0", "B0", "=", ";", "\"\"", "\0\r\n\t", "é€\uD83D", "x".repeat(100_000));
        known.forEach(this::assertNoPin);
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            assertNoPin(random.ints(random.nextInt(40), 0, 0x180)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
        }
    }

    private void assertNoPin(String value) {
        assertThat(affinity.find(requestWithForeignValue(value), backends)).isNull();
    }

    @Test
    void aLookFindsWhatARequestWouldFind() {
        assertThat(affinity.peek(firstRequest(1), backends)).isNull();
        assertThat(affinity.peek(pinned(1, backends.get(3)), backends)).isSameAs(backends.get(3));
        assertThat(affinity.peek(pinned(2, backends.get(3)), backends.without(3)))
                .isNull();
    }

    @Test
    void eightThreadsFindTheirOwnPinsWhileTheSetChanges() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<Void>> runs = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                runs.add(threads.submit(pinAndFind(thread * 1_000, start)));
            }
            for (Future<Void> run : runs) {
                run.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The threads walk through the same sets, each at its own pace, so that sets change under each other. */
    private Callable<Void> pinAndFind(int firstClient, CyclicBarrier start) {
        return () -> {
            start.await(10, TimeUnit.SECONDS);
            for (int i = 0; i < 1_000; i++) {
                FakeBackends set = i % 3 == 0 ? backends : backends.without(i % 4);
                Backend chosen = backends.get(4);
                assertThat(affinity.find(firstRequest(firstClient + i), set)).isNull();
                assertThat(affinity.find(pinned(firstClient + i, chosen), set)).isSameAs(chosen);
            }
            return null;
        };
    }

    @Test
    void theDefaultsAreEnough() {
        factory().create(Settings.of(settings()), FakeContext.seeded(SEED)).close();
    }

    @Test
    void everyKeyIsKnownAndAnUnknownOneIsRefused() {
        FactoryChecks.assertKnowsItsKeys(
                everySetting(), settings -> factory().create(settings, FakeContext.seeded(SEED)));
    }

    @Test
    void theFactoryIsRegistered() {
        SessionAffinityFactory factory = factory();
        FactoryChecks.assertRegistered(
                factory,
                SessionAffinityFactory.class,
                ServiceLoader.load(
                        SessionAffinityFactory.class, factory.getClass().getClassLoader()));
    }

    /** The context that the affinity was made with; its clock can be moved. */
    protected final FakeContext context() {
        return context;
    }

    /** The affinity of {@link #settings()}. */
    protected final SessionAffinity affinity() {
        return affinity;
    }

    /** Five backends {@code b0..b4}. */
    protected final FakeBackends backends() {
        return backends;
    }

    /** The second request of a client whose first was answered by a backend. */
    protected final FakeRequest pinned(int client, Backend backend) {
        FakeRequest first = firstRequest(client);
        FakeResponse response = new FakeResponse(200);
        affinity.remember(first, backend, response);
        return nextRequest(first, response);
    }
}
