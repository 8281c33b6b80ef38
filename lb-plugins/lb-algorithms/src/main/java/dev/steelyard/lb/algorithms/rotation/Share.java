package dev.steelyard.lb.algorithms.rotation;

import dev.steelyard.lb.api.backend.BackendSet;

/** What a backend's share of the requests is proportional to. */
public enum Share {
    /** Its health alone: all weigh the same, degraded ones less. */
    CAPACITY {
        @Override
        double of(BackendSet backends, int index) {
            return backends.capacity(index);
        }
    },
    /** Its configured weight and its health. */
    WEIGHT {
        @Override
        double of(BackendSet backends, int index) {
            return backends.weight(index);
        }
    };

    abstract double of(BackendSet backends, int index);

    /** The shares of all backends, each above zero, in their order. */
    public double[] of(BackendSet backends) {
        double[] shares = new double[backends.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = of(backends, i);
        }
        return shares;
    }
}
