package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.resilience.Bulkhead;
import dev.steelyard.lb.core.resilience.OverloadGuard;
import dev.steelyard.lb.core.routing.Route;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.routing.Share;
import java.net.InetAddress;

/**
 * What is known of an exchange when it has ended, for metrics and the access log. Written by the exchange, one thread at a
 * time, and read after its end; everything may be missing, since a request can end at any station.
 */
public final class ExchangeRecord {
    final String requestId;
    InetAddress client;
    String host;
    String path;
    String query;
    RouteTable routes;
    Route route;
    Share share;
    boolean poolFailed;
    String pool;
    String backend;
    int attempts;
    long firstByteNanos = -1;
    long queuedNanos;
    Priority priority = Priority.NORMAL;
    OverloadGuard counted; // null if it is not counted there
    Bulkhead.Place place; // null if it has none
    String reason;
    TraceNotes trace; // null unless an operator wants to see it

    ExchangeRecord(String requestId) {
        this.requestId = requestId;
    }

    /** The head of the answer that goes to the client came. */
    void answeredBy(String id, long nanos) {
        backend = id;
        firstByteNanos = nanos;
    }

    /** The id that client, log and backend share. */
    public String requestId() {
        return requestId;
    }

    /** The client's address, or {@code null}. */
    public InetAddress client() {
        return client;
    }

    /** Canonical, or {@code null}. */
    public String host() {
        return host;
    }

    /** Canonical, or {@code null}. */
    public String path() {
        return path;
    }

    /** As forwarded, or {@code null}. */
    public String query() {
        return query;
    }

    /** The route it took, or {@code null}. */
    public Route route() {
        return route;
    }

    /** The request is over: what it used may be replaced now. */
    public void leaveRoutes() {
        if (routes != null) {
            routes.leave();
        }
    }

    /** The pool of that route that it was for, and where it is counted, or {@code null}. */
    public Share share() {
        return share;
    }

    /** Whether the pool of its share failed it, whatever the client got. */
    public boolean poolFailed() {
        return poolFailed;
    }

    /** The name of the pool that was asked last: its route's, or another one; {@code null} if none was. */
    public String pool() {
        return pool;
    }

    /** The id of the last backend that was tried, or {@code null}. */
    public String backend() {
        return backend;
    }

    /** How many backends were tried. */
    public int attempts() {
        return attempts;
    }

    /** From the start of the last attempt to the head of its response, or -1. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    /** How long it waited for a place on a backend, all attempts together. */
    public long queuedNanos() {
        return queuedNanos;
    }

    /** Gives back what it holds of what is limited; called once, at its end. */
    public void leave() {
        if (place != null) {
            place.leave();
        }
        if (counted != null) {
            counted.leave();
        }
    }

    /** Why it did not end well, or {@code null}. */
    public String reason() {
        return reason;
    }
}
