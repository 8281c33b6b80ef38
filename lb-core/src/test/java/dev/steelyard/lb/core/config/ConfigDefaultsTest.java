package dev.steelyard.lb.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.settings.ByteSize;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every key there is, and what holds where it is absent: who changes one has to say so here. */
class ConfigDefaultsTest {
    private static final String KEYS = """
            listeners.*.bind = required
            listeners.*.protocol = http
            listeners.*.pool = absent
            listeners.*.routes[].match.sni = absent
            listeners.*.routes[].match.alpn = empty
            listeners.*.routes[].pool = required
            listeners.*.proxy-protocol.from = empty
            listeners.*.proxy-protocol.timeout = 5s
            listeners.*.trusted-proxies = empty
            listeners.*.idle-timeout = 60s
            listeners.*.head-timeout = 10s
            listeners.*.limits.max-header-size = 16KiB
            listeners.*.limits.max-uri-size = 8KiB
            listeners.*.limits.max-body-size = unlimited
            listeners.*.limits.min-body-rate = 240B
            listeners.*.limits.max-connections = 100000
            listeners.*.tls.certificates[].chain = absent
            listeners.*.tls.certificates[].key = absent
            listeners.*.tls.certificates[].keystore = absent
            listeners.*.tls.certificates[].password = absent
            listeners.*.tls.profile = intermediate
            listeners.*.tls.strict-sni = false
            listeners.*.tls.client-auth = off
            listeners.*.tls.client-ca = absent
            listeners.*.tls.handshake-timeout = 10s
            listeners.*.hsts.max-age = required
            listeners.*.hsts.include-subdomains = false
            listeners.*.hsts.preload = false
            listeners.*.redirect-to-https = off
            listeners.*.http2.max-concurrent-streams = 128
            listeners.*.http2.max-control-frames = 200
            listeners.*.http2.stream-window = 256KiB
            listeners.*.http2.connection-window = 1MiB
            admin.enabled = true
            admin.bind = 127.0.0.1:9090
            admin.token = absent
            admin.allowed-hosts = empty
            routes[].name = absent
            routes[].match.host = absent
            routes[].match.path = absent
            routes[].match.methods = empty
            routes[].match.headers = empty
            routes[].pool = absent
            routes[].split.pools[].pool = required
            routes[].split.pools[].weight = required
            routes[].split.sticky = none
            routes[].split.cookie = LB_SPLIT
            routes[].split.canary.pool = required
            routes[].split.canary.steps = empty
            routes[].split.canary.interval = 60s
            routes[].split.canary.minimum-requests = 100
            routes[].split.canary.max-error-ratio = 0.05
            routes[].split.canary.max-error-excess = 0.02
            routes[].split.canary.max-p99-factor = 2
            routes[].split.canary.least-p99 = 50ms
            routes[].mirror.pool = required
            routes[].mirror.share = 0.1
            routes[].mirror.max-in-flight = 100
            routes[].mirror.max-body = 64KiB
            routes[].listeners = empty
            routes[].filters = empty
            routes[].priority.level = normal
            routes[].priority.header = absent
            routes[].priority.allowed = empty
            routes[].limits.max-in-flight = 0
            routes[].limits.max-in-flight-per-client = 0
            routes[].retry.attempts = absent
            routes[].retry.on.connect-failure = true
            routes[].retry.on.reset = true
            routes[].retry.on.timeout = true
            routes[].retry.on.statuses = true
            routes[].retry.statuses = empty
            routes[].retry.non-idempotent = absent
            routes[].retry.replay-buffer = absent
            routes[].retry.back-off = absent
            routes[].retry.hedge.after-percentile = absent
            routes[].retry.hedge.least = absent
            routes[].retry.hedge.answers = absent
            routes[].timeouts.tunnel = absent
            routes[].timeouts.first-byte = absent
            routes[].timeouts.total = absent
            routes[].fallback.pool = absent
            routes[].fallback.body = absent
            routes[].fallback.redirect = absent
            routes[].fallback.status = absent
            routes[].fallback.content-type = absent
            routes[].fallback.on.no-backend = true
            routes[].fallback.on.busy = true
            routes[].fallback.on.breaker-open = true
            routes[].fallback.on.failed = false
            pools.*.algorithm = round-robin
            pools.*.affinity = absent
            pools.*.health.check = absent
            pools.*.health.interval = 5s
            pools.*.health.fast-interval = 1s
            pools.*.health.timeout = 2s
            pools.*.health.unhealthy-threshold = 3
            pools.*.health.healthy-threshold = 2
            pools.*.health.jitter = 0.1
            pools.*.health.passive.enabled = true
            pools.*.health.passive.errors = 10
            pools.*.health.passive.window = 60s
            pools.*.health.passive.consecutive = 5
            pools.*.health.passive.max-ejected = 0.5
            pools.*.health.passive.ejection-time = 30s
            pools.*.health.passive.max-ejection-time = 300s
            pools.*.health.passive.slow.factor = 0
            pools.*.health.passive.slow.percentile = 0.9
            pools.*.health.passive.slow.least = 100ms
            pools.*.health.passive.slow.answers = 10
            pools.*.health.passive.slow.interval = 1s
            pools.*.health.passive.success-rate.factor = 0
            pools.*.health.passive.success-rate.margin = 0.1
            pools.*.health.passive.success-rate.requests = 100
            pools.*.health.passive.success-rate.interval = 10s
            pools.*.selection.panic-threshold = 0
            pools.*.selection.tier-minimum = 0
            pools.*.selection.zone = absent
            pools.*.selection.zone-minimum = 0.7
            pools.*.selection.subset.size = 0
            pools.*.selection.subset.instance = absent
            pools.*.selection.reported-weight.header = absent
            pools.*.selection.reported-weight.minimum = 0.05
            pools.*.selection.reported-weight.interval = 1s
            pools.*.selection.reported-weight.expiry = 3m
            pools.*.slow-start.window = 0s
            pools.*.slow-start.minimum = 0.1
            pools.*.slow-start.curve = linear
            pools.*.timeouts.connect = 2s
            pools.*.timeouts.response = 60s
            pools.*.timeouts.keep-alive = 60s
            pools.*.timeouts.tunnel = 1h
            pools.*.timeouts.first-byte = absent
            pools.*.timeouts.total = absent
            pools.*.retry.attempts = 3
            pools.*.retry.on.connect-failure = true
            pools.*.retry.on.reset = true
            pools.*.retry.on.timeout = true
            pools.*.retry.on.statuses = true
            pools.*.retry.statuses = empty
            pools.*.retry.non-idempotent = false
            pools.*.retry.replay-buffer = 16KiB
            pools.*.retry.budget = 0.2
            pools.*.retry.budget-minimum = 3
            pools.*.retry.back-off = 25ms
            pools.*.retry.hedge.after-percentile = 0
            pools.*.retry.hedge.least = 20ms
            pools.*.retry.hedge.answers = 100
            pools.*.queue.size = 1000
            pools.*.queue.max-wait = 1s
            pools.*.queue.target = 50ms
            pools.*.queue.interval = 500ms
            pools.*.adaptive-limit.enabled = false
            pools.*.adaptive-limit.initial = 20
            pools.*.adaptive-limit.minimum = 2
            pools.*.adaptive-limit.tolerance = 1.5
            pools.*.adaptive-limit.interval = 500ms
            pools.*.circuit-breaker.backend.enabled = false
            pools.*.circuit-breaker.backend.window = 10s
            pools.*.circuit-breaker.backend.requests = 20
            pools.*.circuit-breaker.backend.error-ratio = 0.5
            pools.*.circuit-breaker.backend.slow = absent
            pools.*.circuit-breaker.backend.slow-ratio = 0.5
            pools.*.circuit-breaker.backend.open = 5s
            pools.*.circuit-breaker.open-last = false
            pools.*.circuit-breaker.pool.enabled = false
            pools.*.circuit-breaker.pool.window = 10s
            pools.*.circuit-breaker.pool.requests = 20
            pools.*.circuit-breaker.pool.error-ratio = 0.5
            pools.*.circuit-breaker.pool.slow = absent
            pools.*.circuit-breaker.pool.slow-ratio = 0.5
            pools.*.circuit-breaker.pool.open = 5s
            pools.*.protocol = http1
            pools.*.send-proxy = none
            pools.*.tls = off
            pools.*.backends[].id = absent
            pools.*.backends[].host = required
            pools.*.backends[].port = required
            pools.*.backends[].weight = 100
            pools.*.backends[].max-connections = 10000
            pools.*.backends[].health-check-path = absent
            pools.*.backends[].priority = 0
            pools.*.backends[].zone = absent
            plugins.directory = absent
            plugins.disabled = empty
            plugins.required = empty
            access-log.to = off
            data.directory = absent
            reload.watch-config = false
            reload.watch-plugins = true
            reload.interval = 1s
            overload.max-requests = 0
            overload.heap = 0.95
            drain-timeout = 30s
            """;

    @Test
    void everyKeyHasTheDefaultThatIsPromised() {
        assertThat(keysOf("", LbConfig.class))
                .containsExactlyElementsOf(KEYS.lines().toList());
    }

    @Test
    void anAlmostEmptyFileHasTheDefaults() {
        LbConfig config = ConfigFile.parse("test.conf", "listeners.a.bind = \"*:1\", pools.web.backends = [\"h:80\"]");
        PoolConfig web = config.pools().get("web");

        assertThat(config.listeners().get("a"))
                .isEqualTo(new ListenerConfig(
                        new BindAddress("0.0.0.0", 1),
                        ListenerConfig.Protocol.HTTP,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(10),
                        new LimitsConfig(
                                ByteSize.of("16KiB"),
                                ByteSize.of("8KiB"),
                                ByteSize.of("unlimited"),
                                ByteSize.of("240B"),
                                100_000),
                        Optional.empty(),
                        Optional.empty(),
                        HttpsRedirectConfig.OFF,
                        new Http2Config(128, 200, ByteSize.of("256KiB"), ByteSize.of("1MiB"))));
        assertThat(config.admin())
                .isEqualTo(new AdminConfig(true, new BindAddress("127.0.0.1", 9090), Optional.empty(), List.of()));
        assertThat(config.plugins()).isEqualTo(new PluginsConfig(Optional.empty(), List.of(), List.of()));
        assertThat(config.accessLog().isOff()).isTrue();
        assertThat(config.overload()).isEqualTo(new OverloadConfig(0, 0.95));
        assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(web)
                .isEqualTo(new PoolConfig(
                        new ExtensionConfig("round-robin", Settings.of(Map.of())),
                        Optional.empty(),
                        HEALTH,
                        new SelectionConfig(
                                0,
                                0,
                                Optional.empty(),
                                0.7,
                                new SubsetConfig(0, Optional.empty()),
                                new ReportedWeightConfig(
                                        Optional.empty(), 0.05, Duration.ofSeconds(1), Duration.ofMinutes(3))),
                        new SlowStartConfig(Duration.ZERO, 0.1, SlowStartConfig.Curve.LINEAR),
                        new TimeoutsConfig(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(60),
                                Duration.ofHours(1),
                                Optional.empty(),
                                Optional.empty()),
                        new RetryConfig(
                                3,
                                new RetryConditions(true, true, true, true),
                                List.of(),
                                false,
                                ByteSize.of("16KiB"),
                                0.2,
                                3,
                                Duration.ofMillis(25),
                                new HedgeConfig(0, Duration.ofMillis(20), 100)),
                        new QueueConfig(1000, Duration.ofSeconds(1), Duration.ofMillis(50), Duration.ofMillis(500)),
                        new AdaptiveLimitConfig(false, 20, 2, 1.5, Duration.ofMillis(500)),
                        new CircuitBreakerConfig(BREAKER, false, BREAKER),
                        BackendProtocol.HTTP1,
                        SendProxy.NONE,
                        BackendTlsConfig.OFF,
                        List.of(new BackendConfig(
                                Optional.empty(), "h", 80, 100, 10_000, Optional.empty(), 0, Optional.empty()))));
        assertThat(web.health().effectiveCheck().type()).isEqualTo("tcp");
        assertThat(HealthConfig.pathCheck().type()).isEqualTo("http");
    }

    private static final BreakerConfig BREAKER =
            new BreakerConfig(false, Duration.ofSeconds(10), 20, 0.5, Optional.empty(), 0.5, Duration.ofSeconds(5));

    private static final HealthConfig HEALTH = new HealthConfig(
            Optional.empty(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            3,
            2,
            0.1,
            new HealthConfig.PassiveConfig(
                    true,
                    10,
                    Duration.ofSeconds(60),
                    5,
                    0.5,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(300),
                    new SlowOutlierConfig(0, 0.9, Duration.ofMillis(100), 10, Duration.ofSeconds(1)),
                    new SuccessRateConfig(0, 0.1, 100, Duration.ofSeconds(10))));

    private static List<String> keysOf(String prefix, Class<?> block) {
        return Stream.of(block.getRecordComponents())
                .flatMap(key -> linesOf(prefix, key).stream())
                .toList();
    }

    private static List<String> linesOf(String prefix, RecordComponent component) {
        String key = prefix + kebab(component.getName());
        if (component.isAnnotationPresent(Default.class)) {
            return List.of(key + " = " + component.getAnnotation(Default.class).value());
        }
        Class<?> kind = component.getType();
        Class<?> item = itemOf(component.getGenericType());
        if (isBlock(item)) {
            String many = kind == Map.class ? ".*" : kind == List.class ? "[]" : "";
            return keysOf(key + many + ".", item);
        }
        boolean many = kind == Map.class || kind == List.class;
        return List.of(key + " = " + (many ? "empty" : kind == Optional.class ? "absent" : "required"));
    }

    /** What a map, list or optional holds; the type itself where it is none of these. */
    private static Class<?> itemOf(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return (Class<?>) arguments[arguments.length - 1];
        }
        return (Class<?>) type;
    }

    private static boolean isBlock(Class<?> type) {
        return type.isRecord()
                && type != BindAddress.class
                && type != AddressRange.class
                && type != ByteSize.class
                && type != ExtensionConfig.class;
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
