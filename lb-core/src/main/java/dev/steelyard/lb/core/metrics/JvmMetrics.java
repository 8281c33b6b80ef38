package dev.steelyard.lb.core.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.function.Supplier;

/** Gauges of the Java virtual machine, under the names that Prometheus' own Java client uses. */
public final class JvmMetrics {
    private JvmMetrics() {}

    /** Adds the gauges to a registry. */
    public static void register(MetricRegistry registry) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        gauge(
                registry,
                "jvm_memory_used_bytes",
                "area",
                "heap",
                () -> memory.getHeapMemoryUsage().getUsed());
        gauge(
                registry,
                "jvm_memory_max_bytes",
                "area",
                "heap",
                () -> memory.getHeapMemoryUsage().getMax());
        gauge(
                registry,
                "jvm_memory_used_bytes",
                "area",
                "nonheap",
                () -> memory.getNonHeapMemoryUsage().getUsed());
        gauge(
                registry,
                "jvm_threads_current",
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        gauge(
                registry,
                "process_start_time_seconds",
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
        ManagementFactory.getGarbageCollectorMXBeans().forEach(collector -> registerCollector(registry, collector));
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
                .forEach(pool ->
                        gauge(registry, "jvm_buffer_pool_used_bytes", "pool", pool.getName(), pool::getMemoryUsed));
    }

    private static void registerCollector(MetricRegistry registry, GarbageCollectorMXBean collector) {
        gauge(registry, "jvm_gc_collections_total", "gc", collector.getName(), collector::getCollectionCount);
        gauge(registry, "jvm_gc_seconds_total", "gc", collector.getName(), () -> collector.getCollectionTime() / 1e3);
    }

    private static void gauge(MetricRegistry registry, String name, String label, String value, Supplier<Number> read) {
        registry.register(MetricNames.key(name, label, value), (Gauge<Number>) read::get);
    }

    private static void gauge(MetricRegistry registry, String name, Supplier<Number> read) {
        registry.register(name, (Gauge<Number>) read::get);
    }
}
