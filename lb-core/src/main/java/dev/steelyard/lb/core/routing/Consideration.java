package dev.steelyard.lb.core.routing;

import java.util.Optional;

/**
 * A route that was looked at for a request.
 *
 * @param mismatch what of its match does not hold, in words; empty for the one that is taken
 */
public record Consideration(Route route, Optional<String> mismatch) {}
