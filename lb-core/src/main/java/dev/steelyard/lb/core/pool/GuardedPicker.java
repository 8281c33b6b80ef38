package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;
import java.util.Map;

/**
 * A plugin's picker, contained: if it throws, returns nothing or a stranger, or is slow, requests are still served.
 *
 * <p>One for each picker; what it learns lies in the pool's {@link PickerGuard}, which outlives it. Any thread.
 */
final class GuardedPicker {
    private final BackendArray backends;
    private final Picker picker;
    private final PickerGuard guard;

    /**
     * @param picker {@code null} if the algorithm made none: then the fallback picks
     */
    GuardedPicker(BackendArray backends, Picker picker, PickerGuard guard) {
        this.backends = backends;
        this.picker = picker;
        this.guard = guard;
    }

    /** The plugin's own picker, for the next one to carry state over from; {@code null} if there was none. */
    Picker unguarded() {
        return picker;
    }

    /** A backend of the set, always. */
    LiveBackend pick(RequestView request) {
        if (picker == null || !guard.mayPick()) {
            return guard.fallback(backends);
        }
        return guard.timeThisOne() ? pickTimed(request) : pickOne(request);
    }

    /** What the plugin says of a pick, contained as picks are, with nothing counted. */
    Explainer.Told explain(RequestView request) {
        if (picker == null || guard.tripped()) {
            Explanation inTurn = Explanation.choosing(guard.nextFallback(backends), "", Map.of());
            return new Explainer.Told(inTurn, "round robin, since the algorithm was set aside for its failures");
        }
        try {
            Explanation told = picker.explain(request);
            if (told == null) {
                return unexplained("its explanation is null");
            }
            boolean stranger =
                    told.choice().filter(choice -> backends.indexOf(choice) < 0).isPresent();
            return stranger ? unexplained("it names a backend that is not in the set") : new Explainer.Told(told, "");
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            return unexplained("it threw " + thrown);
        }
    }

    private static Explainer.Told unexplained(String why) {
        return new Explainer.Told(Explanation.NONE, "the algorithm cannot explain its picks: " + why);
    }

    private LiveBackend pickTimed(RequestView request) {
        long start = guard.nanoTime();
        LiveBackend picked = pickOne(request);
        guard.onTimed(guard.nanoTime() - start);
        return picked;
    }

    private LiveBackend pickOne(RequestView request) {
        try {
            Backend picked = picker.pick(request);
            if (picked instanceof LiveBackend live && backends.indexOf(live) >= 0) {
                guard.onGood();
                return live;
            }
            guard.onFailure(picked == null ? PickerGuard.Failure.NOTHING : PickerGuard.Failure.STRANGER, null);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            guard.onFailure(PickerGuard.Failure.THREW, thrown);
        }
        return guard.fallback(backends);
    }
}
