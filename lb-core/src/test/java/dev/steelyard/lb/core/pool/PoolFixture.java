package dev.steelyard.lb.core.pool;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.affinity.SessionAffinityFactory;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.InstanceFactory;
import dev.steelyard.lb.core.plugin.InstanceServices;
import dev.steelyard.lb.core.resilience.PlaceQueue;
import dev.steelyard.lb.core.tls.TlsContexts;
import dev.steelyard.lb.testkit.FakeClock;
import dev.steelyard.lb.testkit.FakeScheduler;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Pools over extensions that do what the test says; time and probes are the test's. */
final class PoolFixture implements AutoCloseable {
    final FakeClock clock = new FakeClock();
    final FakeScheduler timer = new FakeScheduler(clock);
    final MetricRegistry registry = new MetricRegistry();

    /** Every instance made or closed, in order: {@code "+algorithm"}, {@code "-affinity"}. */
    final List<String> life = new CopyOnWriteArrayList<>();

    final List<LiveBackend> removed = new CopyOnWriteArrayList<>();
    final Map<String, ProbeResult> probeResults = new ConcurrentHashMap<>();

    /** Makes pickers; the first of the set unless the test says otherwise. */
    BiFunction<BackendSet, Picker, Picker> pickers = (set, previous) -> request -> set.get(0);

    Function<Backend, CompletableFuture<ProbeResult>> probe =
            backend -> CompletableFuture.completedFuture(probeResults.getOrDefault(backend.id(), ProbeResult.up(200)));

    final List<String> checkTypes = new ArrayList<>(List.of("fake", "tcp", "http"));

    final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    RuntimeException onOutcome;

    /** What sessions are pinned to: the client's address is the session. */
    final Map<String, Backend> pins = new HashMap<>();

    RuntimeException onAffinity;
    Executor control = Runnable::run;
    final StandingFaults faults = new StandingFaults();
    private final List<Pool> pools = new ArrayList<>();

    /** A started pool {@code web} of the config's text, such as {@code backends = ["10.0.0.1:80"]}. */
    Pool pool(String text) {
        Pool pool = factory().create("web", config(text));
        pools.add(pool);
        pool.members().start();
        return pool;
    }

    PoolFactory factory() {
        InstanceServices services =
                new InstanceServices(clock, clock::nanoTime, new SplittableRandom(42), Runnable::run, timer);
        return new PoolFactory(
                new InstanceFactory(catalog(), services),
                new PoolServices(
                        services,
                        control,
                        registry,
                        pool -> new PlaceQueue(pool, clock::nanoTime, registry),
                        removed::add,
                        RuntimeChanges.IGNORED,
                        faults,
                        new TlsContexts(Path.of(""), Clock.systemUTC())));
    }

    static PoolConfig config(String text) {
        String head = "listeners.a.bind = \"*:1\"\npools.web { algorithm = fake\n health.check = fake\n";
        return ConfigFile.parse("test.conf", head + text + "\n}").pools().get("web");
    }

    /** {@code b0, b1, …} at 10.0.0.1, 10.0.0.2, … with a limit each. */
    static String backends(int count, int maxConnections) {
        StringBuilder text = new StringBuilder("backends = [");
        for (int i = 0; i < count; i++) {
            text.append("{ id = b%d, host = 10.0.%d.%d, port = 80, max-connections = %d }\n"
                    .formatted(i, i / 250, i % 250 + 1, maxConnections));
        }
        return text.append("]").toString();
    }

    static String backends(int count) {
        return backends(count, 10_000);
    }

    /** Lets each backend be probed until its verdict is settled. */
    void settle() {
        timer.advance(Duration.ofSeconds(30));
    }

    long failures(String type, String kind) {
        String key = MetricNames.key(MetricNames.PLUGIN_FAILURES, "pool", "web", "type", type, "kind", kind);
        Counter counter = registry.getCounters().get(key);
        return counter.getCount();
    }

    private ExtensionCatalog catalog() {
        List<Extension> factories = new ArrayList<>(List.of(new FakeAlgorithmFactory(), new FakeAffinityFactory()));
        checkTypes.forEach(type -> factories.add(new FakeCheckFactory(type)));
        return ExtensionCatalog.of(factories);
    }

    @Override
    public void close() {
        pools.forEach(Pool::close);
    }

    private void made(String what, Settings settings) {
        if (settings.has("broken")) {
            throw settings.problem("broken", "out of order");
        }
        life.add("+" + what);
    }

    private final class FakeAlgorithmFactory implements AlgorithmFactory {
        @Override
        public String type() {
            return "fake";
        }

        @Override
        public Algorithm create(Settings settings, ExtensionContext context) {
            made("algorithm", settings);
            return new Algorithm() {
                @Override
                public Picker newPicker(BackendSet backends, Picker previous) {
                    return pickers.apply(backends, previous);
                }

                @Override
                public void onOutcome(Backend backend, Outcome outcome) {
                    if (onOutcome != null) {
                        throw onOutcome;
                    }
                    outcomes.add(outcome);
                }

                @Override
                public void close() {
                    life.add("-algorithm");
                }
            };
        }
    }

    private final class FakeAffinityFactory implements SessionAffinityFactory {
        @Override
        public String type() {
            return "fake";
        }

        @Override
        public SessionAffinity create(Settings settings, ExtensionContext context) {
            made("affinity", settings);
            return new SessionAffinity() {
                @Override
                public Backend find(RequestView request, BackendSet backends) {
                    throwIfTold();
                    Backend pinned = pins.get(request.clientAddress().getHostAddress());
                    return pinned == null || backends.indexOf(pinned) < 0 ? null : pinned;
                }

                @Override
                public void remember(RequestView request, Backend backend, ResponseHeaders response) {
                    throwIfTold();
                    pins.put(request.clientAddress().getHostAddress(), backend);
                }

                @Override
                public void close() {
                    life.add("-affinity");
                }
            };
        }

        private void throwIfTold() {
            if (onAffinity != null) {
                throw onAffinity;
            }
        }
    }

    private final class FakeCheckFactory implements HealthCheckFactory {
        private final String type;

        FakeCheckFactory(String type) {
            this.type = type;
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public HealthCheck create(Settings settings, ExtensionContext context) {
            made(type + " check", settings);
            return new HealthCheck() {
                @Override
                public CompletableFuture<ProbeResult> probe(Backend backend) {
                    return probe.apply(backend);
                }

                @Override
                public void close() {
                    life.add("-" + type + " check");
                }
            };
        }
    }
}
