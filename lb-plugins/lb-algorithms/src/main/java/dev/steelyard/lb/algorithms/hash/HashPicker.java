package dev.steelyard.lb.algorithms.hash;

import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Hashes the key of a request and looks up whom the hash belongs to. */
final class HashPicker implements Picker {
    private final BackendSet backends;
    private final Places places;
    private final HashKey key;
    private final Bound bound;
    private final RandomGenerator random;

    /**
     * @param places of these backends
     * @param bound {@code null} for none
     */
    HashPicker(BackendSet backends, Places places, HashKey key, Bound bound, RandomGenerator random) {
        this.backends = backends;
        this.places = places;
        this.key = key;
        this.bound = bound;
        this.random = random;
    }

    /** A request without the key goes to a hash by lot, and so to any backend, as often as the weights say. */
    @Override
    public Backend pick(RequestView request) {
        long hash = key.hash(request);
        long known = hash == HashKey.NONE ? random.nextLong() : hash;
        return backends.get(bound == null ? places.of(known) : places.of(known, bound));
    }

    @Override
    public Explanation explain(RequestView request) {
        long hash = key.hash(request);
        Map<String, String> scores = bound == null ? Map.of() : bound.scores();
        if (hash == HashKey.NONE) {
            return Explanation.byLot("by lot, since the request has no " + key, scores);
        }
        int own = places.of(hash);
        int place = bound == null ? own : places.of(hash, bound);
        String full = place == own ? "" : "; " + backends.get(own).id() + " has as many as it may";
        return Explanation.choosing(backends.get(place), "hash %016x of %s%s".formatted(hash, key, full), scores);
    }
}
