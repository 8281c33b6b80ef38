package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;
import java.util.List;

/** All requests go to one pool. */
public record OnePool(Share share) implements Target {
    @Override
    public Share choose(RequestView request) {
        return share;
    }

    @Override
    public Share peek(RequestView request) {
        return share;
    }

    @Override
    public void remember(RequestView request, Share chosen, ResponseHeaders response) {}

    @Override
    public List<Share> shares() {
        return List.of(share);
    }
}
