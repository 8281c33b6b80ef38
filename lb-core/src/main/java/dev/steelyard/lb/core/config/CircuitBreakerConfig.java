package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;

/**
 * What spares backends that fail, or are slow, further requests for a while.
 *
 * @param backend of each backend: while it is open, the others get its requests
 * @param openLast whether those of all backends may be open at the same time; if not, all of them are used then
 * @param pool of all backends together: while it is open, requests are answered at once
 */
public record CircuitBreakerConfig(
        BreakerConfig backend, @Default("false") boolean openLast, BreakerConfig pool) {}
