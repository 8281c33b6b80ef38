package dev.steelyard.lb.core.routing;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.config.MirrorConfig;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.pool.Pool;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A pool that gets copies of a part of a route's requests. Any thread; takes no lock and allocates nothing. */
public final class Mirror {
    private static final double ALL = 0x1p32;
    private static final long TURNS = 0xFFFF_FFFFL;

    private final MirrorConfig config;
    private final Pool pool;
    private final long part; // of 2^32
    private final AtomicInteger inFlight;
    private final AtomicLong turn = new AtomicLong();
    private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);
    private final Counter answered;
    private final Counter failed;

    /** Why a request that should have been copied was not. */
    public enum Drop {
        /** As many copies as may be are under way. */
        FULL,
        /** No backend of the pool has a place free. */
        NO_BACKEND,
        BODY_TOO_LARGE,
        /** The client broke its body off, or the answer came before all of it. */
        BODY_INCOMPLETE,
        /** A defect of ours; the log says more. */
        INTERNAL
    }

    /**
     * @param inFlight copies under way, of all mirrors that the route has had
     */
    public Mirror(String route, MirrorConfig config, Pool pool, AtomicInteger inFlight, MetricRegistry registry) {
        this.config = config;
        this.pool = pool;
        this.part = Math.round(config.share() * ALL);
        this.inFlight = inFlight;
        for (Drop reason : Drop.values()) {
            String word = reason.name().toLowerCase(Locale.ROOT);
            dropped.put(reason, counter(registry, MetricNames.MIRROR_DROPPED, route, "reason", word));
        }
        this.answered = counter(registry, MetricNames.MIRRORED, route, "result", "answered");
        this.failed = counter(registry, MetricNames.MIRRORED, route, "result", "failed");
    }

    private Counter counter(MetricRegistry registry, String name, String route, String label, String value) {
        return registry.counter(MetricNames.key(name, "route", route, "pool", config.pool(), label, value));
    }

    /** Who gets the copies. */
    public Pool pool() {
        return pool;
    }

    /** Longer bodies are not copied. */
    public long maxBodyBytes() {
        return config.maxBody().bytes();
    }

    /** Whether it is the turn of this request; to be asked once for each. As a line is drawn on a grid (Bresenham 1965). */
    public boolean takesThis() {
        long now = turn.getAndIncrement() & TURNS;
        return (now + 1) * part >>> 32 != now * part >>> 32;
    }

    /** Takes a place for a copy, if one is free; it is given back by {@link #drop} or {@link #end}. */
    public boolean tryBegin() {
        for (int now = inFlight.get(); now < config.maxInFlight(); now = inFlight.get()) {
            if (inFlight.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /** A request is not copied, for which no place was taken. */
    public void skip(Drop reason) {
        dropped.get(reason).inc();
    }

    /** A copy that had a place is not sent. */
    public void drop(Drop reason) {
        inFlight.getAndDecrement();
        skip(reason);
    }

    /** A copy that was sent has its answer, or will get none. */
    public void end(boolean withAnswer) {
        inFlight.getAndDecrement();
        (withAnswer ? answered : failed).inc();
    }
}
