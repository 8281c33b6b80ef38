package dev.steelyard.lb.algorithms.rotation;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import java.util.HashMap;
import java.util.Map;

/** Picks backends in turn. */
public final class Rotation implements Algorithm {
    private final Share share;

    public Rotation(Share share) {
        this.share = share;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        Turns before = previous instanceof RotatingPicker rotating ? rotating.turns : null;
        return new RotatingPicker(Turns.from(before, Schedule.of(share.of(backends))), backends);
    }

    private record RotatingPicker(Turns turns, BackendSet backends) implements Picker {
        @Override
        public Backend pick(RequestView request) {
            return backends.get(turns.next());
        }

        @Override
        public Explanation explain(RequestView request) {
            int[] waits = turns.waits(backends.size());
            Map<String, String> scores = new HashMap<>();
            for (int i = 0; i < waits.length; i++) {
                scores.put(backends.get(i).id(), waits[i] == 0 ? "its turn" : "its turn in " + waits[i]);
            }
            return Explanation.choosing(backends.get(turns.peek()), "in turn", scores);
        }
    }
}
