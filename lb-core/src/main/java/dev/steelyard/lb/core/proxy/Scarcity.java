package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.FallbackConditions;
import dev.steelyard.lb.core.pool.Pool;

/** Why a pool has no backend for a request. */
enum Scarcity {
    NO_BACKEND("no server is available", "no_healthy_backend") {
        @Override
        boolean isIn(FallbackConditions on) {
            return on.noBackend();
        }
    },
    BREAKER_OPEN("the servers are given a rest, try again soon", "circuit_open") {
        @Override
        boolean isIn(FallbackConditions on) {
            return on.breakerOpen();
        }
    },
    BUSY("all servers are busy, try again soon", "all_backends_busy") {
        @Override
        boolean isIn(FallbackConditions on) {
            return on.busy();
        }
    };

    private final String message;
    private final String reason;

    Scarcity(String message, String reason) {
        this.message = message;
        this.reason = reason;
    }

    static Scarcity of(Pool pool) {
        if (pool.isCircuitOpen()) {
            return BREAKER_OPEN;
        }
        return pool.hasEligible() ? BUSY : NO_BACKEND;
    }

    /** Whether a fallback is for it. */
    abstract boolean isIn(FallbackConditions on);

    /** What the client is told. */
    String message() {
        return message;
    }

    /** The word for log and metrics. */
    String reason() {
        return reason;
    }
}
