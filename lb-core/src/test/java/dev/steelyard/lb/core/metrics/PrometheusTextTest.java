package dev.steelyard.lb.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    private static final String GOLDEN = """
            # HELP lb_backend_weight Configured weight of a backend.
            # TYPE lb_backend_weight gauge
            lb_backend_weight{pool="web",backend="a\\\\b\\"c\\nd"} 100
            # HELP lb_connections_active Open client connections, by listener.
            # TYPE lb_connections_active gauge
            lb_connections_active 0.25
            # HELP lb_upstream_requests_total Attempts on a backend, by class of status code; code="none" without an answer.
            # TYPE lb_upstream_requests_total counter
            lb_upstream_requests_total{pool="web",backend="b1",code="2xx"} 3
            lb_upstream_requests_total{pool="web",backend="b2",code="2xx"} 1234567890123
            # HELP lb_upstream_response_duration_seconds From the start of an attempt to the end of the backend's answer.
            # TYPE lb_upstream_response_duration_seconds histogram
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="0.001"} 1
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="0.002"} 1
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="0.005"} 1
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="0.01"} 1
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="0.025"} 2
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="0.05"} 2
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="0.1"} 2
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="0.25"} 2
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="0.5"} 2
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="1.0"} 2
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="2.5"} 2
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="10.0"} 3
            lb_upstream_response_duration_seconds_bucket{pool="web",backend="b1",le="+Inf"} 3
            lb_upstream_response_duration_seconds_sum{pool="web",backend="b1"} 5.0205
            lb_upstream_response_duration_seconds_count{pool="web",backend="b1"} 3
            # HELP lb_upstream_response_duration_quantile_seconds From the start of an attempt to the end of the backend's answer. Quantiles of the last minute.
            # TYPE lb_upstream_response_duration_quantile_seconds gauge
            lb_upstream_response_duration_quantile_seconds{pool="web",backend="b1",quantile="0.5"} 0.021526948
            lb_upstream_response_duration_quantile_seconds{pool="web",backend="b1",quantile="0.95"} 5.510898747
            lb_upstream_response_duration_quantile_seconds{pool="web",backend="b1",quantile="0.99"} 5.510898747
            # TYPE zzz_not_ours gauge
            zzz_not_ours NaN
            """;

    @Test
    void aRegistryIsWrittenAsPrometheusReadsIt() {
        MetricRegistry registry = new MetricRegistry();
        gauge(registry, MetricNames.key(MetricNames.BACKEND_WEIGHT, "pool", "web", "backend", "a\\b\"c\nd"), 100);
        gauge(registry, MetricNames.CONNECTIONS_ACTIVE, 0.25);
        gauge(registry, "zzz_not_ours", "text");
        counter(registry, "b2", 1_234_567_890_123L);
        counter(registry, "b1", 3);
        RecentLatency latency = registry.register(
                MetricNames.key(MetricNames.UPSTREAM_DURATION, "pool", "web", "backend", "b1"), new RecentLatency());
        latency.record(500_000);
        latency.record(20_000_000);
        latency.record(5_000_000_000L);

        assertThat(PrometheusText.of(registry)).isEqualTo(GOLDEN);
    }

    private static void gauge(MetricRegistry registry, String key, Object value) {
        registry.register(key, (Gauge<Object>) () -> value);
    }

    private static void counter(MetricRegistry registry, String backend, long count) {
        String key = MetricNames.key(MetricNames.UPSTREAM_REQUESTS, "pool", "web", "backend", backend, "code", "2xx");
        registry.counter(key).inc(count);
    }

    @Test
    void aBucketNeverHoldsFewerThanTheOneBefore() {
        RecentLatency latency = new RecentLatency();
        for (long nanos = 1; nanos > 0 && nanos < Long.MAX_VALUE / 2; nanos *= 2) {
            latency.record(nanos);
        }
        MetricRegistry registry = new MetricRegistry();
        registry.register(MetricNames.REQUEST_DURATION, latency);

        assertThat(PrometheusText.of(registry)
                        .lines()
                        .filter(line -> line.startsWith(MetricNames.REQUEST_DURATION + "_bucket"))
                        .map(line -> Long.valueOf(line.substring(line.indexOf(' ') + 1))))
                .isSorted()
                .hasSize(13);
    }

    @Test
    void anEmptyRegistryIsAnEmptyPage() {
        assertThat(PrometheusText.of(new MetricRegistry())).isEmpty();
    }

    @Test
    void everyNameSaysWhatItMeans() throws IllegalAccessException {
        int names = 0;
        for (Field field : MetricNames.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.getType() == String.class) {
                assertThat(MetricNames.meaning((String) field.get(null)))
                        .as(field.getName())
                        .isNotBlank();
                names++;
            }
        }
        assertThat(names).isGreaterThan(15);
    }

    @Test
    void requestsAreCountedByTheClassOfTheirStatus() {
        MetricRegistry registry = new MetricRegistry();
        RouteMetrics metrics = new RouteMetrics(registry, "shop", "web");
        RouteMetrics same = new RouteMetrics(registry, "shop", "web");

        for (int status : new int[] {0, 101, 200, 299, 304, 404, 499, 500, 599, 600, 999}) {
            metrics.record(status, 1_000_000);
        }
        same.record(200, 1_000_000);

        assertThat(PrometheusText.of(registry))
                .contains("{route=\"shop\",pool=\"web\",code=\"none\"} 1\n")
                .contains("{route=\"shop\",pool=\"web\",code=\"1xx\"} 1\n")
                .contains("{route=\"shop\",pool=\"web\",code=\"2xx\"} 3\n")
                .contains("{route=\"shop\",pool=\"web\",code=\"3xx\"} 1\n")
                .contains("{route=\"shop\",pool=\"web\",code=\"4xx\"} 2\n")
                .contains("{route=\"shop\",pool=\"web\",code=\"5xx\"} 4\n")
                .contains("lb_http_request_duration_seconds_count{route=\"shop\",pool=\"web\"} 12\n");
    }

    @Test
    void theVirtualMachineShowsItsMemoryAndThreads() {
        MetricRegistry registry = new MetricRegistry();
        JvmMetrics.register(registry);

        assertThat(PrometheusText.of(registry))
                .containsPattern("jvm_memory_used_bytes\\{area=\"heap\"} [1-9][0-9]+\n")
                .containsPattern("jvm_threads_current [1-9][0-9]*\n")
                .containsPattern("jvm_gc_collections_total\\{gc=\"[^\"]+\"} [0-9]+\n")
                .contains("# TYPE jvm_gc_collections_total counter\n");
    }
}
