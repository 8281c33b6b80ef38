package dev.steelyard.lb.algorithms.hash;

import dev.steelyard.lb.api.backend.BackendSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The order that all nodes agree on, whatever the order of their configs. */
public final class ById {
    private ById() {}

    /** The places of a set, sorted by the ids of the backends there. */
    public static int[] places(BackendSet backends) {
        return IntStream.range(0, backends.size())
                .boxed()
                .sorted(Comparator.comparing(place -> backends.get(place).id()))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
