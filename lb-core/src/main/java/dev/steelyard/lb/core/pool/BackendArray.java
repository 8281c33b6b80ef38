package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Backends that are eligible together, with the weights they have at this moment. Immutable. */
final class BackendArray implements BackendSet {
    private final LiveBackend[] backends;
    private final double[] weights;
    private final double[] capacities;
    private final Map<String, Integer> places;

    /**
     * The backends with their weights and capacities of this moment.
     *
     * @param share the part of its capacity that a backend has for another reason than its health, such as a slow start
     */
    BackendArray(List<LiveBackend> members, ToDoubleFunction<LiveBackend> share) {
        backends = members.toArray(LiveBackend[]::new);
        weights = new double[backends.length];
        capacities = new double[backends.length];
        places = new HashMap<>(backends.length * 2);
        for (int i = 0; i < backends.length; i++) {
            capacities[i] = backends[i].health().status().capacity() * share.applyAsDouble(backends[i]);
            weights[i] = backends[i].weight() * capacities[i];
            places.put(backends[i].id(), i);
        }
    }

    @Override
    public int size() {
        return backends.length;
    }

    @Override
    public LiveBackend get(int index) {
        return backends[index];
    }

    @Override
    public double weight(int index) {
        return weights[index];
    }

    @Override
    public double capacity(int index) {
        return capacities[index];
    }

    @Override
    public int indexOf(Backend backend) {
        Integer place = places.get(backend.id());
        return place != null && backends[place] == backend ? place : -1;
    }

    @Override
    public LiveBackend byId(String id) {
        Integer place = places.get(id);
        return place == null ? null : backends[place];
    }
}
