package dev.steelyard.lb.algorithms.hash;

/** Places laid out in a circle, so that whoever comes after a full backend stands next to it. */
public interface Circle extends Places {
    /**
     * Steps along the circle before all backends are looked at. With a bound of 1.25 about a fifth of the capacity is free
     * at any time, so 64 steps miss it once in {@code 1 / 0.8^64}, a million picks; unbounded they could be a whole table.
     */
    int STEPS = 64;

    /** Positions on the circle. */
    int length();

    /** Where on the circle a hash is. */
    int positionOf(long hash);

    /** Whose position it is, as a place in the set. */
    int placeAt(int position);

    @Override
    default int of(long hash) {
        return placeAt(positionOf(hash));
    }

    @Override
    default int of(long hash, Bound bound) {
        int position = positionOf(hash);
        int first = placeAt(position);
        if (bound.isIdle(first)) {
            return first;
        }
        double load = bound.allowedLoad();
        for (int step = 0; step < STEPS; step++) {
            int place = placeAt(position);
            if (bound.admits(place, load)) {
                return place;
            }
            position = position + 1 == length() ? 0 : position + 1;
        }
        return bound.leastLoaded();
    }
}
