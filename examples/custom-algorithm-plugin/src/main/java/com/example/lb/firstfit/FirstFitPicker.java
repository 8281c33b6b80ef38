package com.example.lb.firstfit;

import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import java.util.HashMap;
import java.util.Map;

/** The first backend with room; the emptiest one if none has. */
final class FirstFitPicker implements Picker {
    private final BackendSet backends;
    private final double[] rooms;

    FirstFitPicker(BackendSet backends, int inFlight) {
        this.backends = backends;
        rooms = new double[backends.size()];
        for (int i = 0; i < rooms.length; i++) {
            rooms[i] = inFlight * backends.capacity(i); // a degraded backend is full earlier
        }
    }

    @Override
    public Backend pick(RequestView request) {
        int emptiest = 0;
        double leastLoad = Double.POSITIVE_INFINITY;
        for (int i = 0; i < rooms.length; i++) {
            Backend backend = backends.get(i);
            double load = backend.inFlight() / rooms[i];
            if (load < 1 && !request.wasTried(backend)) {
                return backend;
            }
            if (load < leastLoad) {
                leastLoad = load;
                emptiest = i;
            }
        }
        return backends.get(emptiest);
    }

    @Override
    public Explanation explain(RequestView request) {
        Map<String, String> scores = new HashMap<>();
        for (int i = 0; i < rooms.length; i++) {
            scores.put(backends.get(i).id(), backends.get(i).inFlight() + " of " + Math.round(rooms[i]) + " in flight");
        }
        return Explanation.choosing(pick(request), "the first that is not full", scores);
    }
}
