package dev.steelyard.lb.core.resilience;

import dev.steelyard.lb.core.config.RouteLimitsConfig;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the requests of a route that are under way, and those of each client, so that neither takes all there is.
 *
 * <p>Lives on when the route is made anew from another config. Knows clients only as long as they have requests under way, so
 * it never grows beyond those. Any thread.
 */
public final class Bulkhead {
    /** No IPv6 client has such a prefix: it is multicast (RFC 4291 section 2.7). */
    private static final long IPV4 = 0xffff_ffff_0000_0000L;

    private static final int BYTES_OF_64_BITS = 8;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final ConcurrentMap<Long, Integer> clients = new ConcurrentHashMap<>();

    /** What came of the wish to enter. */
    public enum Entry {
        /** To be ended by {@link Place#leave()}. */
        ENTERED,
        /** The route has as many as it may. */
        ROUTE_FULL,
        /** The client has as many as it may. */
        CLIENT_FULL
    }

    /** What a request holds, if it entered. */
    public static final class Place {
        private final Bulkhead bulkhead;
        private final Long client; // null if it is not counted
        private final Entry entry;

        private Place(Bulkhead bulkhead, Long client, Entry entry) {
            this.bulkhead = bulkhead;
            this.client = client;
            this.entry = entry;
        }

        /** Whether it entered. */
        public Entry entry() {
            return entry;
        }

        /** Gives it back; to be called once, and only if it was entered. */
        public void leave() {
            bulkhead.inFlight.decrementAndGet();
            if (client != null) {
                bulkhead.leave(client);
            }
        }
    }

    /** Lets a request in, if the limits of this moment allow it. */
    public Place enter(InetAddress address, RouteLimitsConfig limits) {
        int most = limits.maxInFlightPerClient();
        Long client = most == 0 ? null : key(address);
        if (client != null && !enter(client, most)) {
            return new Place(this, null, Entry.CLIENT_FULL);
        }
        if (enter(limits.maxInFlight())) {
            return new Place(this, client, Entry.ENTERED);
        }
        if (client != null) {
            leave(client);
        }
        return new Place(this, null, Entry.ROUTE_FULL);
    }

    private boolean enter(int most) {
        for (int now = inFlight.get(); most == 0 || now < most; now = inFlight.get()) {
            if (inFlight.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean enter(Long client, int most) {
        boolean[] entered = new boolean[1];
        clients.compute(client, (key, now) -> {
            int before = now == null ? 0 : now;
            entered[0] = before < most;
            return entered[0] ? Integer.valueOf(before + 1) : now;
        });
        return entered[0];
    }

    private void leave(Long client) {
        clients.computeIfPresent(client, (key, now) -> now == 1 ? null : now - 1);
    }

    /** The address, or its /64: whoever has one IPv6 address has all of those. */
    private static Long key(InetAddress address) {
        byte[] bytes = address.getAddress();
        long key = 0;
        for (int i = 0; i < Math.min(bytes.length, BYTES_OF_64_BITS); i++) {
            key = key << 8 | bytes[i] & 0xff;
        }
        return bytes.length < BYTES_OF_64_BITS ? IPV4 | key : key;
    }

    /** Requests under way. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Clients that have any under way, if those are counted. */
    public int clients() {
        return clients.size();
    }
}
