package dev.steelyard.lb.core.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Writes a registry in the Prometheus text format, version 0.0.4.
 *
 * <p>Names that end in {@code _total} are counters, latencies are histograms with a gauge beside them for the quantiles of
 * the last minute (histograms add up over nodes, quantiles do not), everything else is a gauge.
 */
public final class PrometheusText {
    /** The media type of the text. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Milliseconds of the buckets shown: few, since each backend has them all. */
    private static final List<Long> BUCKET_MILLIS =
            List.of(1L, 2L, 5L, 10L, 25L, 50L, 100L, 250L, 500L, 1000L, 2500L, 10000L);

    private static final List<String> QUANTILES = List.of("0.5", "0.95", "0.99");

    private final StringBuilder text = new StringBuilder(16384);

    private PrometheusText() {}

    /** All metrics of a registry whose keys are made by {@link MetricNames#key}. */
    public static String of(MetricRegistry registry) {
        PrometheusText page = new PrometheusText();
        byName(registry.getMetrics()).forEach(page::family);
        return page.text.toString();
    }

    private static Map<String, Map<String, Metric>> byName(Map<String, Metric> metrics) {
        Map<String, Map<String, Metric>> families = new TreeMap<>();
        metrics.forEach((key, metric) -> {
            int brace = key.indexOf('{');
            String name = brace < 0 ? key : key.substring(0, brace);
            String labels = brace < 0 ? "" : key.substring(brace + 1, key.length() - 1);
            families.computeIfAbsent(name, n -> new TreeMap<>()).put(labels, metric);
        });
        return families;
    }

    private void family(String name, Map<String, Metric> members) {
        if (members.values().iterator().next() instanceof RecentLatency) {
            latencies(name, members);
            return;
        }
        head(name, MetricNames.meaning(name), name.endsWith("_total") ? "counter" : "gauge");
        members.forEach((labels, metric) -> sample(name, labels, number(metric)));
    }

    private static double number(Metric metric) {
        if (metric instanceof Counter counter) {
            return counter.getCount();
        }
        if (metric instanceof Meter meter) {
            return meter.getOneMinuteRate();
        }
        Object value = metric instanceof Gauge<?> gauge ? gauge.getValue() : null;
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private void latencies(String name, Map<String, Metric> members) {
        head(name, MetricNames.meaning(name), "histogram");
        members.forEach((labels, metric) -> histogram(name, labels, ((RecentLatency) metric).histogram()));
        String quantiles = name.replace("_seconds", "_quantile_seconds");
        head(quantiles, MetricNames.meaning(name) + " Quantiles of the last minute.", "gauge");
        members.forEach((labels, metric) -> quantiles(quantiles, labels, ((RecentLatency) metric).recent()));
    }

    private void histogram(String name, String labels, LatencyHistogram histogram) {
        LatencyHistogram.Snapshot counts = histogram.snapshot();
        for (long millis : BUCKET_MILLIS) {
            long upTo = counts.countUpTo(TimeUnit.MILLISECONDS.toNanos(millis));
            sample(name + "_bucket", with(labels, "le", Double.toString(millis / 1e3)), upTo);
        }
        sample(name + "_bucket", with(labels, "le", "+Inf"), counts.count());
        sample(name + "_sum", labels, histogram.sumNanos() / 1e9);
        sample(name + "_count", labels, counts.count());
    }

    private void quantiles(String name, String labels, LatencyHistogram.Snapshot recent) {
        for (String quantile : QUANTILES) {
            double seconds = recent.quantileNanos(Double.parseDouble(quantile)) / 1e9;
            sample(name, with(labels, "quantile", quantile), seconds);
        }
    }

    private static String with(String labels, String name, String value) {
        return (labels.isEmpty() ? "" : labels + ",") + name + "=\"" + value + "\"";
    }

    private void head(String name, String meaning, String type) {
        if (!meaning.isEmpty()) {
            text.append("# HELP ").append(name).append(' ').append(meaning).append('\n');
        }
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, String labels, double value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        text.append(' ')
                .append(whole ? Long.toString((long) value) : Double.toString(value))
                .append('\n');
    }
}
