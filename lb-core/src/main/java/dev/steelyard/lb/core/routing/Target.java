package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;
import java.util.List;

/** Where the requests of a route go. Any thread; choosing takes no lock and allocates nothing. */
public sealed interface Target permits OnePool, Split {

    /** Who answers a request, all its tries. */
    Share choose(RequestView request);

    /** The share that {@link #choose} would name, without changing anything; {@code null} if chance decides. */
    Share peek(RequestView request);

    /** Sees to it that the client's next request gets the same, if that is wanted. */
    void remember(RequestView request, Share chosen, ResponseHeaders response);

    /** All there are, in the order of the config; at least one. */
    List<Share> shares();
}
