package dev.steelyard.lb.core.resilience;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.config.OverloadConfig;
import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.metrics.MetricNames;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses new requests when the balancer itself has too much to do, the least important first, so that those under way can
 * end.
 *
 * <p>Any thread may enter; the heap is looked at by one thread now and then.
 */
public final class OverloadGuard {
    private static final Logger LOG = LoggerFactory.getLogger(OverloadGuard.class);
    private static final long STALE_NANOS = 5_000_000_000L;

    /** The part of {@code max-requests} at which each class is refused, so that the rest is left to those above it. */
    private static final double[] SHARE = {1, 0.95, 0.9, 0.75};

    /** Where each class is refused, as a part of the way from the heap limit to the full heap. */
    private static final double[] BEYOND_HEAP_LIMIT = {0.8, 0.5, 0, -1};

    private final HeapUse heap;
    private final LongSupplier nanoTime;
    private final MetricRegistry registry;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile OverloadConfig config;
    private volatile int refusedByHeap; // how many classes, from the least important on
    private volatile double heapUse;
    private long collections = -1;
    private long collectedNanos;

    public OverloadGuard(OverloadConfig config, HeapUse heap, LongSupplier nanoTime, MetricRegistry registry) {
        this.config = config;
        this.heap = heap;
        this.nanoTime = nanoTime;
        this.registry = registry;
        registry.register(MetricNames.HEAP_AFTER_COLLECTION, (Gauge<Double>) () -> heapUse);
        registry.register(MetricNames.OVERLOAD_CLASSES_REFUSED, (Gauge<Integer>) () -> refusedByHeap);
    }

    /** What came of the wish to enter. */
    public enum Entry {
        /** Nothing is to be given back. */
        FREE,
        /** To be ended by {@link #leave()}. */
        COUNTED,
        /** As many are under way as may be. */
        TOO_MANY,
        /** The heap is all but full. */
        HEAP
    }

    /** Takes on another config. */
    public void configure(OverloadConfig next) {
        config = next;
        judge();
    }

    /** Lets a request in if there is room for one of its class. */
    public Entry enter(Priority priority) {
        if (priority.ordinal() >= Priority.values().length - refusedByHeap) {
            return Entry.HEAP;
        }
        int most = config.maxRequests();
        if (most == 0) {
            return Entry.FREE;
        }
        int ofClass = (int) Math.ceil(most * SHARE[priority.ordinal()]);
        for (int now = requests.get(); now < ofClass; now = requests.get()) {
            if (requests.compareAndSet(now, now + 1)) {
                return Entry.COUNTED;
            }
        }
        return Entry.TOO_MANY;
    }

    /** A request that was counted has ended. */
    public void leave() {
        requests.decrementAndGet();
    }

    /** Counts a refusal. */
    public void refused(String reason, String route, Priority priority) {
        String key = MetricNames.key(
                MetricNames.OVERLOAD_REFUSED, "route", route, "priority", priority.word(), "reason", reason);
        registry.counter(key).inc();
    }

    /** Requests under way, if they are counted. */
    public int requests() {
        return requests.get();
    }

    /** What holds now. */
    public OverloadConfig config() {
        return config;
    }

    /** The part of the heap that was in use after the last collection; 0 if that was not looked at. */
    public double heapUse() {
        return heapUse;
    }

    /** How many classes are refused for want of heap, from the least important on. */
    public int classesRefused() {
        return refusedByHeap;
    }

    /** Looks at the heap; by one thread at a time. */
    public void lookAtHeap() {
        if (config.heap() >= 1 && refusedByHeap == 0) {
            return;
        }
        heapUse = heap.afterLastCollection();
        judge();
        collectIfStale();
    }

    private synchronized void judge() {
        int refused = refusedAt(heapUse);
        if (refused != refusedByHeap) {
            refusedByHeap = refused;
            tell(refused);
        }
    }

    private int refusedAt(double use) {
        double limit = config.heap();
        int refused = 0;
        for (double part : BEYOND_HEAP_LIMIT) {
            refused += limit < 1 && use >= limit + part * (1 - limit) ? 1 : 0;
        }
        return refused;
    }

    private void tell(int refused) {
        long percent = Math.round(heapUse * 100);
        if (refused == 0) {
            LOG.info("{} % of the heap is in use after a collection: all requests are let in again", percent);
        } else {
            String least = Priority.values()[Priority.values().length - refused].word();
            LOG.warn(
                    "{} % of the heap is in use after a collection: requests of class {} are refused{}",
                    percent, least, refused > 1 ? ", and those below" : "");
        }
    }

    /** Without new requests there may be no collection for long, and so no sign that it got better. */
    private void collectIfStale() {
        long seen = heap.collections();
        long now = nanoTime.getAsLong();
        if (seen != collections || refusedByHeap == 0) {
            collections = seen;
            collectedNanos = now;
        } else if (now - collectedNanos >= STALE_NANOS) {
            collectedNanos = now;
            heap.collect();
        }
    }
}
