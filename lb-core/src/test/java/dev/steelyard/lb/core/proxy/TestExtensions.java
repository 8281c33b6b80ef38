package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.affinity.SessionAffinityFactory;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.filter.Answer;
import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.api.filter.FilterFactory;
import dev.steelyard.lb.api.filter.FilteredRequest;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;
import dev.steelyard.lb.api.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The smallest extension of each kind. */
final class TestExtensions {
    private TestExtensions() {}

    static List<Extension> all() {
        return List.of(
                new RoundRobin(),
                new SameResult("tcp", ProbeResult.up(0)),
                new SameResult("http", ProbeResult.up(0)),
                new SameResult("down", ProbeResult.down(0, "always")),
                new Sticky(),
                new FilterOf("marking", Marking::new),
                new FilterOf("refusing", Refusing::new),
                new FilterOf("broken-on-request", BrokenOnRequest::new),
                new FilterOf("broken-on-response", BrokenOnResponse::new));
    }

    private record RoundRobin() implements AlgorithmFactory {
        @Override
        public String type() {
            return "round-robin";
        }

        @Override
        public Algorithm create(Settings settings, ExtensionContext context) {
            AtomicInteger turn = new AtomicInteger();
            return (backends, previous) -> picker(backends, turn);
        }

        private static Picker picker(BackendSet backends, AtomicInteger turn) {
            return request -> backends.get(Math.floorMod(turn.getAndIncrement(), backends.size()));
        }
    }

    private record SameResult(String type, ProbeResult result) implements HealthCheckFactory {
        @Override
        public HealthCheck create(Settings settings, ExtensionContext context) {
            return backend -> CompletableFuture.completedFuture(result);
        }
    }

    /** Pins by a cookie that names the backend. */
    private record Sticky() implements SessionAffinityFactory {
        @Override
        public String type() {
            return "sticky";
        }

        @Override
        public SessionAffinity create(Settings settings, ExtensionContext context) {
            return new SessionAffinity() {
                @Override
                public Backend find(RequestView request, BackendSet backends) {
                    for (int i = 0; i < backends.size(); i++) {
                        if (backends.get(i).id().equals(request.cookie("PIN"))) {
                            return backends.get(i);
                        }
                    }
                    return null;
                }

                @Override
                public void remember(RequestView request, Backend backend, ResponseHeaders response) {
                    response.add("Set-Cookie", "PIN=" + backend.id());
                }
            };
        }
    }

    private record FilterOf(String type, Supplier<Filter> filter) implements FilterFactory {
        @Override
        public Filter create(Settings settings, ExtensionContext context) {
            return filter.get();
        }
    }

    private static final class Marking implements Filter {
        @Override
        public Answer onRequest(FilteredRequest request) {
            request.setHeader("X-Marked", "on-request");
            request.removeHeader("X-Secret");
            return null;
        }

        @Override
        public void onResponse(RequestView request, ResponseHeaders response) {
            response.set("X-Marked", "on-response");
            response.remove("Server");
        }
    }

    private static final class Refusing implements Filter {
        @Override
        public Answer onRequest(FilteredRequest request) {
            return new Answer(403, Map.of("X-Why", "because"), "not for you");
        }
    }

    private static final class BrokenOnRequest implements Filter {
        @Override
        public Answer onRequest(FilteredRequest request) {
            throw new IllegalStateException("secret detail");
        }
    }

    private static final class BrokenOnResponse implements Filter {
        @Override
        public void onResponse(RequestView request, ResponseHeaders response) {
            throw new IllegalStateException("secret detail");
        }
    }
}
