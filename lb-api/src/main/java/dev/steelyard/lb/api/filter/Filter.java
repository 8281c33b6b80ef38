package dev.steelyard.lb.api.filter;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;

/** One station of a route's chain: lets a request pass, changes headers, or answers it. */
public interface Filter extends AutoCloseable {

    /**
     * Sees the request before a backend is picked.
     *
     * <p><b>Threads:</b> any number of request threads at once; must not block. <b>Failure:</b> an exception answers the
     * request with 500: a filter that guards something must not be skipped because it broke.
     *
     * @return {@code null} to let the request pass, or the answer that ends it here
     */
    default Answer onRequest(FilteredRequest request) {
        return null;
    }

    /**
     * Sees the head of the response before it goes out; called in reverse order of the chain, for requests that the
     * filter let pass.
     *
     * <p><b>Threads:</b> any number of request threads at once; must not block. <b>Failure:</b> an exception answers the
     * request with 502 instead of the response.
     */
    default void onResponse(RequestView request, ResponseHeaders response) {}

    /**
     * Frees what the filter holds.
     *
     * <p><b>Threads:</b> one caller, once, after the last request. <b>Failure:</b> an exception is logged.
     */
    @Override
    default void close() {}
}
