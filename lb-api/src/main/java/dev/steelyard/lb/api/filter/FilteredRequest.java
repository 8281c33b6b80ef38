package dev.steelyard.lb.api.filter;

import dev.steelyard.lb.api.request.RequestView;

/**
 * A request whose headers a filter may change before they go to the backend.
 *
 * <p>Changes are seen by later filters and by affinity and algorithm. Framing and hop-by-hop headers are refused as in
 * {@link dev.steelyard.lb.api.request.ResponseHeaders}; so are {@code Host} and the forwarding headers, which the core
 * writes last.
 */
public interface FilteredRequest extends RequestView {

    /**
     * Puts a header in place of all of that name.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> {@link IllegalArgumentException} for a refused name, or a name
     * or value with control characters.
     */
    void setHeader(String name, String value);

    /**
     * Removes all headers of a name.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> {@link IllegalArgumentException} for a refused name.
     */
    void removeHeader(String name);
}
