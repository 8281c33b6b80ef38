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
        RotatingPicker before = previous instanceof RotatingPicker rotating ? rotating : null;
        Schedule schedule = Schedule.of(share.of(backends));
        Turns first = Turns.from(before == null ? null : before.first, schedule);
        Turns again = Turns.from(before == null ? null : before.again, schedule);
        return new RotatingPicker(first, again, schedule.length(), backends);
    }

    /**
     * @param again the turns of requests that are tried once more: if they took those of the others, a backend that follows
     *     one that fails would get its retries only, and every request of two backends begin with the one that fails
     */
    private record RotatingPicker(Turns first, Turns again, int length, BackendSet backends) implements Picker {
        @Override
        public Backend pick(RequestView request) {
            return request.attempt() == 1 ? backends.get(first.next()) : untried(request);
        }

        private Backend untried(RequestView request) {
            Backend next = backends.get(again.next());
            for (int i = 1; i < length && request.wasTried(next); i++) {
                next = backends.get(again.next());
            }
            return next;
        }

        @Override
        public Explanation explain(RequestView request) {
            int[] waits = first.waits(backends.size());
            Map<String, String> scores = new HashMap<>();
            for (int i = 0; i < waits.length; i++) {
                scores.put(backends.get(i).id(), waits[i] == 0 ? "its turn" : "its turn in " + waits[i]);
            }
            return Explanation.choosing(backends.get(first.peek()), "in turn", scores);
        }
    }
}
