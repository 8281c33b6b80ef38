package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Checks whose results the test sets, and a round robin; what they are asked for is kept. */
final class FakeExtensions {
    /** What probes of a backend find, by its id; a 200 if nothing is set. */
    final Map<String, ProbeResult> results = new ConcurrentHashMap<>();

    /** The settings of the HTTP check made last. */
    volatile HttpSettings http;

    /** Checks made and not closed. */
    final AtomicInteger openChecks = new AtomicInteger();

    /** One value or a list, as the real check takes it. */
    record Statuses(List<String> values) {
        static Statuses of(String one) {
            return new Statuses(List.of(one));
        }

        static Statuses of(List<String> many) {
            return new Statuses(many);
        }
    }

    record HttpSettings(
            @Default("/") String path, @Default("200-299") Statuses expectedStatus) {
        HttpSettings {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("path: '" + path + "' (expected: a path that starts with /)");
            }
        }
    }

    record TcpSettings(Optional<String> send) {}

    List<Extension> factories() {
        return List.of(new RoundRobin(), new Check("http"), new Check("tcp"));
    }

    private static final class RoundRobin implements AlgorithmFactory {
        @Override
        public String type() {
            return "round-robin";
        }

        @Override
        public Algorithm create(Settings settings, ExtensionContext context) {
            AtomicInteger turn = new AtomicInteger();
            return (backends, previous) -> request -> backends.get(turn.getAndIncrement() % backends.size());
        }
    }

    private final class Check implements HealthCheckFactory {
        private final String type;

        Check(String type) {
            this.type = type;
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public HealthCheck create(Settings settings, ExtensionContext context) {
            if (type.equals("http")) {
                http = settings.as(HttpSettings.class, MethodHandles.lookup());
            } else {
                settings.as(TcpSettings.class, MethodHandles.lookup());
            }
            openChecks.incrementAndGet();
            return new Probe();
        }
    }

    private final class Probe implements HealthCheck {
        @Override
        public CompletableFuture<ProbeResult> probe(Backend backend) {
            return CompletableFuture.completedFuture(results.getOrDefault(backend.id(), ProbeResult.up(200)));
        }

        @Override
        public void close() {
            openChecks.decrementAndGet();
        }
    }
}
